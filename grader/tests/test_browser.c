/* The page of make report in a browser: it fits, opens a row, follows the keyboard, and
 * has nothing to complain of. */

#include "all.h"
#include "browser.h"
#include "class_like.h"
#include "file.h"
#include "helpers.h"
#include "html.h"
#include "read_page.h"
#include "result_like.h"
#include "small_class.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOSTILE                                                                          \
	"<script>document.title = 'mine'</script><img src=x onerror=\"document.title = 'mine'\">"

/* A row whose calls can be gone through: a block more after each, and then none. */
static json_t *stepped_row(void)
{
	json_t *row = lost_row("stepped", "a row of three calls", "other words");
	json_t *lane =
		json_pack("{s:s, s:i, s:i, s:[{s:i, s:i, s:s}]}", "name", "", "capacity",
			64, "offset", 8, "blocks", "start", 0, "size", 8, "mark", "A");

	json_object_set_new(row, "states",
		json_pack("[{s:s, s:s, s:[O]}, {s:s}, {s:s, s:s, s:[]}]", "call", "init",
			"arena", "a", "lanes", lane, "call", HOSTILE, "call", "free",
			"arena", "a", "lanes"));
	json_object_set_new(row, "picture", json_null());
	json_decref(lane);
	return row;
}

static json_t *results_for_a_browser(void)
{
	json_t *rows = json_array();
	char name[32];

	json_array_append_new(rows, passed_row("first", "a row that passed"));
	json_array_append_new(
		rows, lost_row("second", "a row that was lost", "a few words"));
	json_array_append_new(rows, lost_row("third", "another one", HOSTILE));
	json_array_append_new(rows, stepped_row());
	for (int i = 0; i < 40; i++)
	{
		snprintf(name, sizeof(name), "row_%d", i);
		json_array_append_new(rows,
			lost_row(name,
				"a sentence of some length, as rows have them, to be broken",
				name));
	}
	return json_pack("[o]", result_like("09z_test", rows));
}

/* Writes the page to the folder. Returns its URL, a new string. */
static char *write_page(const char *folder)
{
	json_t *results = results_for_a_browser();
	size_t size;
	char *page = html_page(results, &size);
	char *path = realpath(folder, NULL);
	char *file = text_format("%s/page.html", path);
	char *url = text_format("file://%s", file);

	ck_assert_int_eq(file_write(file, page, size), 0);
	free(file);
	free(path);
	free(page);
	json_decref(results);
	return url;
}

static void expect_true(t_browser *browser, const char *expression)
{
	json_t *value = browser_ask(browser, expression);
	char *text = json_dumps(value, JSON_ENCODE_ANY);

	ck_assert_msg(json_is_true(value), "%s is %s", expression, text);
	free(text);
	json_decref(value);
}

static void expect_silence(t_browser *browser)
{
	char *text = json_dumps(browser->complaints, JSON_INDENT(1));

	ck_assert_msg(json_array_size(browser->complaints) == 0,
		"the browser complains: %.3000s", text);
	free(text);
}

/* What must be so at every width, in light and dark. */
static void expect_sound(t_browser *browser)
{
	expect_true(browser, "document.title === 'Arenas: the report'");
	expect_true(browser, "document.images.length === 0");
	expect_true(browser,
		"[...document.querySelectorAll('details.row')].every(row => row.open = true)");
	expect_true(browser, "document.documentElement.scrollWidth <= innerWidth");
	expect_true(browser,
		"[...document.querySelectorAll('[role=img]')].every(one => one.querySelector('title') && "
		"one.querySelector('desc') && one.getBoundingClientRect().width > 100)");
	expect_true(browser,
		"[...document.querySelectorAll('summary')].every(one => one.textContent.trim() !== '')");
	expect_true(browser,
		"document.querySelectorAll('[id]').length === "
		"new Set([...document.querySelectorAll('[id]')].map(one => one.id)).size");
	expect_true(browser,
		"document.getElementById('09z-third').textContent.includes(\"<script>document.title\")");
	expect_silence(browser);
}

static void expect_colours(t_browser *browser, int dark)
{
	char *expression = text_format(
		"(c => c[0] + c[1] + c[2] %s 384)(getComputedStyle(document.body)"
		".backgroundColor.match(/\\d+/g).map(Number))",
		dark ? "<" : ">");

	expect_true(browser, expression);
	free(expression);
}

static void try_rows(t_browser *browser, const char *url)
{
	char *named = text_format("%s#09z-third", url);

	/* The first row that is lost is open, and no other. */
	browser_show(browser, url, 1280, 0);
	expect_true(browser,
		"[...document.querySelectorAll('details.row')].filter(row => row.open)"
		".map(row => row.id).join() === '09z-second'");
	browser_show(browser, named, 1280, 0);
	expect_true(browser, "document.getElementById('09z-third').open");
	expect_true(browser, "document.activeElement.parentNode.id === '09z-third'");
	browser_press_enter(browser);
	expect_true(browser, "!document.getElementById('09z-third').open");
	browser_press_enter(browser);
	expect_true(browser, "document.getElementById('09z-third').open");
	expect_true(browser,
		"(document.querySelector('#tools button').click(), "
		"[...document.querySelectorAll('.lost')].every(row => row.open))");
	free(named);
}

#define STEPPED "document.getElementById('09z-stepped')"

/* The memory after each of a row's calls, by keys and clicks. */
static void try_steps(t_browser *browser, const char *url)
{
	browser_show(browser, url, 1280, 0);
	expect_true(browser, "(" STEPPED ".open = true, " STEPPED
			     ".querySelector('input').focus(), " STEPPED
			     ".querySelector('.now').textContent === 'free\\n')");
	expect_true(browser, STEPPED
		".querySelector('.figures').textContent.includes('a has no memory')");
	browser_press_left(browser);
	browser_press_left(browser);
	expect_true(browser, STEPPED ".querySelector('.now').textContent === 'init\\n'");
	expect_true(browser,
		STEPPED ".querySelector('output').textContent === 'after call 1 of 3'");
	expect_true(browser, STEPPED ".querySelectorAll('.figures .live').length !== 0");
	expect_true(browser,
		"(" STEPPED ".querySelectorAll('.calls span')[1].click(), " STEPPED
		".querySelector('input').value === '2')");
	expect_silence(browser);
}

START_TEST(the_page_works_in_a_browser)
{
	static const int widths[] = {360, 1280};
	char *folder = test_folder();
	char *url = write_page(folder);
	t_browser browser;

	if (browser_open(&browser) == -1)
		go_without_browser();
	else
	{
		try_rows(&browser, url);
		try_steps(&browser, url);
		for (int i = 0; i < 4; i++)
		{
			browser_show(&browser, url, widths[i / 2], i % 2);
			expect_colours(&browser, i % 2);
			expect_sound(&browser);
		}
	}
	browser_close(&browser);
	free(url);
	drop_folder(folder);
}
END_TEST

/* Lays out a class and makes its page. Returns its URL, a new string. */
static char *write_class_page(const char *folder, size_t students)
{
	lay_out_class(folder, students, 2, 40);
	t_outcome outcome = publish_held(folder);
	ck_assert_msg(outcome.code != 1, "%.2000s", outcome.output);
	outcome_free(&outcome);
	char *path = realpath(folder, NULL);
	char *url = text_format("file://%s/class.html", path);

	free(path);
	return url;
}

#define STUDENTS "[...document.querySelectorAll('section:first-of-type .students li')]"

/* The cell in the middle of the second row's place is shown by its name. */
static void try_cells(t_browser *browser, const char *picture, const char *said)
{
	char *expression = text_format(
		"(one => (box => (one.dispatchEvent(new PointerEvent('pointermove', {bubbles: true, clientX: "
		"box.left + box.width * 1.5 / 40, clientY: box.top + 0.5})), "
		"document.querySelector('.say').textContent.startsWith(%s)))(one.getBoundingClientRect()))"
		"(document.querySelector('%s'))",
		said, picture);

	expect_true(browser, expression);
	free(expression);
}

static void try_class(t_browser *browser)
{
	try_cells(browser, ".students .cells",
		"'row_01: passed ' + " STUDENTS "[0].firstChild.textContent");
	try_cells(browser, ".overview",
		"'row_01: passed ' + " STUDENTS "[0].firstChild.textContent");
	try_cells(browser, ".shares", "'row_01 lost by '");
	expect_true(browser,
		"(document.querySelector('.tools span button:last-of-type').click(), (names => "
		"names.join() === names.slice().sort((a, b) => a.localeCompare(b)).join())"
		"(" STUDENTS ".map(one => one.firstChild.textContent)))");
	expect_true(browser,
		"(box => (box.value = ' gRaCe', box.dispatchEvent(new Event('input')), " STUDENTS
		".every(one => (one.getClientRects().length !== 0) === "
		"one.textContent.includes('Grace'))))(document.querySelector('.tools input'))");
	expect_true(browser,
		"[...document.querySelectorAll('.tools input')].every(one => one.value === ' gRaCe')");
	expect_true(browser, "document.documentElement.scrollWidth <= innerWidth");
	expect_silence(browser);
}

START_TEST(the_class_page_works_in_a_browser)
{
	static const int widths[] = {360, 1280};
	char *folder = test_folder();
	char *url = write_class_page(folder, 60);
	t_browser browser;

	if (browser_open(&browser) == -1)
		go_without_browser();
	else
	{
		for (int i = 0; i < 2; i++)
		{
			browser_show(&browser, url, widths[i], i);
			try_class(&browser);
		}
	}
	browser_close(&browser);
	free(url);
	drop_folder(folder);
}
END_TEST

void browser_tests(void)
{
	add_tests((t_tests){"page", 200}, the_page_works_in_a_browser, 1);
	add_tests((t_tests){"class page", 200}, the_class_page_works_in_a_browser, 1);
}
