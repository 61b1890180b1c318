#include "html.h"

#include "look.h"
#include "page.h"
#include "report.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>

PAGE_FILES(g_report_js,
	PAGE_PART("grader/pages/picture.js") PAGE_PART("grader/pages/steps.js")
		PAGE_PART("grader/pages/row.js") PAGE_PART("grader/pages/report.js"));

/* What the data may take of a page, and the plain text beside it before it is escaped, in
 * bytes. */
#define MOST_DATA 180000
#define MOST_PLAIN 12000
/* The most of a sentence, or a command; and of one on a page that is full. */
#define MOST_LINE 300
#define LEAST_LINE 120
/* The most of a student's name, in bytes: it comes from a file's name, or from what
 * another system exported. */
#define MOST_NAME 200

static size_t size_of(const json_t *value)
{
	size_t size;

	free(page_data(value, &size));
	return size;
}

static void shorten(json_t *row, const char *key, size_t most)
{
	char *text = page_text(text_of(row, key), most);

	if (string_of(row, key) != NULL)
		json_object_set_new(row, key, json_string(text));
	free(text);
}

/* Takes out what the page does not show. */
static void leave_unshown(json_t *row)
{
	json_object_del(row, "message");
	shorten(row, "sentence", MOST_LINE);
	shorten(row, "command", MOST_LINE);
	if (is_status(row, "passed"))
		json_object_del(row, "hints");
}

/* All of a row but its line. Returns how many bytes less that is. */
static size_t leave_out(json_t *row)
{
	static const char *const parts[] = {"tried", "expected", "got", "file", "excerpt",
		"picture", "states", "hints", "promise"};
	size_t before = size_of(row);

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		json_object_del(row, parts[i]);
	shorten(row, "command", LEAST_LINE);
	json_object_set_new(row, "left_out", json_true());
	size_t now = size_of(row);
	return now < before ? before - now : 0;
}

/* The last rows first: work begins at the top. */
static void leave_out_what_is_too_much(json_t *results)
{
	size_t size = size_of(results);

	for (size_t i = json_array_size(results); i-- > 0;)
	{
		json_t *rows = json_object_get(json_array_get(results, i), "rows");
		for (size_t at = json_array_size(rows); at-- > 0 && size > MOST_DATA;)
			size -= leave_out(json_array_get(rows, at));
	}
}

/* The results as a page can hold them: texts that go on for pages are for the terminal.
 */
static json_t *shortened(const json_t *results)
{
	static const size_t most[] = {4000, 200, 20};
	size_t index, at;
	json_t *result, *row;
	json_t *shown = NULL;

	for (size_t i = 0; i < sizeof(most) / sizeof(*most); i++)
	{
		json_decref(shown);
		shown = page_cut(results, most[i]);
		json_array_foreach(shown, index, result)
			json_array_foreach(json_object_get(result, "rows"), at, row)
				leave_unshown(row);
		leave_out_what_is_too_much(shown);
		if (size_of(shown) <= MOST_DATA)
			return shown;
	}
	json_array_clear(shown);
	return shown;
}

/* The same as make grade says. */
static char *plain_text(const json_t *results)
{
	const t_look look = {.width = 80, .all = 1};
	char *text;
	size_t size;
	size_t index;
	json_t *result;
	FILE *out = text_stream(&text, &size);

	json_array_foreach(results, index, result)
		if (string_of(result, "status") != NULL)
			report_full(out, &look, result, NULL, 0);
	fclose(out);
	char *begin = page_text(text, MOST_PLAIN);
	free(text);
	return begin;
}

/* What the page is called, a new string: a class's results say whose they are. */
static char *title_of(const json_t *results)
{
	const char *student = string_of(json_array_get(results, 0), "student");

	if (student == NULL || *student == '\0')
		return text_copy("Arenas: the report");
	return text_format("Arenas: the report of %.*s", MOST_NAME, student);
}

char *html_page(const json_t *results, size_t *size)
{
	const t_viewer viewer = {"", g_report_js};
	json_t *data = json_pack("{s:o}", "results", shortened(results));
	char *title = title_of(results);
	char *plain = plain_text(results);
	char *page = page_make(title, &viewer, data, plain, size);

	free(plain);
	free(title);
	json_decref(data);
	return page;
}
