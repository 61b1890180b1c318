#include "read_page.h"

#include "browser.h"
#include "file.h"
#include "helpers.h"
#include "text.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA "<script type=\"application/json\" id=\"data\">"

void go_without_browser(void)
{
	const char *asked = getenv("COURSE_BROWSER");

	ck_assert_msg(asked == NULL || *asked == '\0',
		"chromium is not there or does not start");
	printf("Skipped: the page in a browser; for it, run: make setup test BROWSER=1\n");
	fflush(stdout);
}

static size_t times(const char *text, const char *words)
{
	size_t count = 0;

	for (; (text = strstr(text, words)) != NULL; text++)
		count++;
	return count;
}

json_t *read_data(const char *page)
{
	const char *begin = strstr(page, DATA);

	ck_assert_ptr_nonnull(begin);
	begin += strlen(DATA);
	json_t *data =
		json_loadb(begin, (size_t)(strstr(begin, "</script>") - begin), 0, NULL);
	ck_assert_ptr_nonnull(data);
	return data;
}

static char *ask(t_browser *browser, const char *expression)
{
	json_t *value = browser_ask(browser, expression);
	char *text = text_copy(json_string_value(value));

	ck_assert_ptr_nonnull(text);
	json_decref(value);
	return text;
}

/* "": there is none. */
static const char g_strange[] =
	"[...document.body.querySelectorAll('*')].filter((one) => !"
	"'a b button circle code dd defs desc details div dl dt em figcaption figure h1 h2 h3 header i "
	"input ins del label li main mark nav ol output p path pattern pre q rect s section small span "
	"strong summary svg table tbody td text th thead title tr u ul'.split(' ').includes(one.localName) "
	"|| one.getAttributeNames().some((name) => name.startsWith('on') || name === 'src'))"
	".map((one) => one.outerHTML.slice(0, 200)).join()";

char *look_at_page(const char *page, size_t size, char **elements)
{
	char *folder = test_folder();
	char *path = realpath(folder, NULL);
	char *file = text_format("%s/page.html", path);
	char *url = text_format("file://%s", file);
	t_browser browser;

	ck_assert_uint_eq(times(page, "<script"), 2);
	ck_assert_int_eq(file_write(file, page, size), 0);
	if (browser_open(&browser) == -1)
	{
		go_without_browser();
		return NULL;
	}
	browser_show(&browser, url, 1280, 0);
	char *strange = ask(&browser, g_strange);
	ck_assert_str_eq(strange, "");
	*elements = ask(&browser, "document.body.outerHTML");
	/* What is made when it is opened comes a little later. */
	free(ask(&browser,
		"(document.querySelectorAll('details').forEach((one) => { one.open = true; }), "
		"new Promise((done) => setTimeout(() => done(''), 50)))"));
	char *words = ask(&browser, "document.title + '\\n' + document.body.textContent");
	char *complaints = json_dumps(browser.complaints, 0);
	ck_assert_str_eq(complaints, "[]");
	browser_close(&browser);
	free(complaints);
	free(strange);
	free(url);
	free(file);
	free(path);
	drop_folder(folder);
	return words;
}

char *read_page(const char *page, size_t size, char **elements)
{
	char *words = look_at_page(page, size, elements);

	if (words == NULL)
		exit(EXIT_SUCCESS);
	return words;
}
