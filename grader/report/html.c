#include "html.h"

#include "html_picture.h"
#include "html_row.h"
#include "html_text.h"
#include "page.h"
#include "report.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

/* The most of what a compiler said, or of the reason why nothing was graded; and of a
 * note. */
#define MOST_SAID 6000
#define MOST_NOTE 400
/* The most of a student's name, in bytes: it comes from a file's name, or from what
 * another system exported. */
#define MOST_NAME 200
/* What a lesson needs beside its rows and what was said; and the page beside the
 * lessons. */
#define LESSON_LEAST 4000
#define PAGE_LEAST 4000

typedef struct s_page
{
	FILE *out;
	const json_t *results;
	size_t rows_left; /* which are still to be written, in all lessons */
	size_t lessons_left;
	const json_t *first_result; /* the lesson to go on with, or NULL */
	const json_t *first; /* the row of it to begin with, or NULL: none was run */
} t_page;

/* How many bytes may be written here, so that all that follows has its least. */
static size_t room(const t_page *page)
{
	size_t kept = PAGE_LEAST + page->rows_left * HTML_ROW_LEAST +
		      page->lessons_left * LESSON_LEAST;
	size_t written = (size_t)ftell(page->out);

	return written + kept < HTML_MOST ? HTML_MOST - written - kept : 0;
}

static size_t least(size_t one, size_t other)
{
	return one < other ? one : other;
}

/* Work goes on in the first lesson that is not finished. */
static void look_through(t_page *page)
{
	size_t index;
	json_t *result;

	json_array_foreach(page->results, index, result)
	{
		page->rows_left += json_array_size(json_object_get(result, "rows"));
		page->lessons_left++;
		if (page->first_result != NULL || is_complete(result))
			continue;
		page->first_result = result;
		page->first = report_first_lost(result);
	}
}

/* A sum over the results. */
static long sum(const t_page *page, const char *key)
{
	long total = 0;
	size_t index;
	json_t *result;

	json_array_foreach(page->results, index, result)
		total += html_int(result, key);
	return total;
}

static void lesson_link(FILE *out, const json_t *result)
{
	fputs("<li><a href=\"#", out);
	html_id(out, html_string(result, "lesson"), '_');
	html_around(out, "\"><span>", html_string(result, "title"), "</span> ");
	fprintf(out, "<b>%ld<small>/%ld</small></b>", html_int(result, "score"),
		html_int(result, "max_score"));
	html_strip(out, result);
	fputs("</a></li>\n", out);
}

/* What the page is called, a new string: a class's results say whose they are. */
static char *title_of(const json_t *results)
{
	const char *student = html_string(json_array_get(results, 0), "student");

	if (*student == '\0')
		return text_copy("Arenas: the report");
	return text_format("Arenas: the report of %.*s", MOST_NAME, student);
}

static void write_begin(const t_page *page)
{
	FILE *out = page->out;

	if (page->first_result == NULL)
	{
		fputs("<p class=\"begin\">Every row that counts has passed.</p>\n", out);
		return;
	}
	fputs("<p class=\"begin\">Begin with: <a href=\"#", out);
	if (page->first != NULL)
	{
		html_row_id(out, page->first_result, page->first);
		html_around(
			out, "\">", html_string(page->first, "sentence"), "</a></p>\n");
		return;
	}
	html_id(out, html_string(page->first_result, "lesson"), '_');
	html_around(out, "\">", html_string(page->first_result, "title"), "</a></p>\n");
}

static void write_top(const t_page *page, const char *title)
{
	FILE *out = page->out;
	size_t count = json_array_size(page->results);
	size_t index;
	json_t *result;

	fputs("<body>\n<a class=\"skip\" href=\"#lessons\">Skip to the lessons</a>\n",
		out);
	html_patterns(out);
	html_around(out, "<header>\n<h1>", title, "</h1>\n");
	fprintf(out, "<p class=\"sum\"><b>%ld</b> of %ld points", sum(page, "score"),
		sum(page, "max_score"));
	fprintf(out, " in %zu lesson%s</p>\n", count, count == 1 ? "" : "s");
	if (count > 1)
	{
		fputs("<nav aria-label=\"Lessons\"><ul>\n", out);
		json_array_foreach(page->results, index, result)
			lesson_link(out, result);
		fputs("</ul></nav>\n", out);
	}
	write_begin(page);
	fputs("<p id=\"tools\" hidden=\"\"></p>\n</header>\n<main id=\"lessons\" tabindex=\"-1\">\n",
		out);
}

static int is_under(const json_t *row, const char *heading)
{
	return strcmp(html_string(row, "heading"), heading) == 0;
}

static void write_heading(
	t_page *page, const json_t *result, const char *name, const json_t *heading)
{
	FILE *out = page->out;
	size_t index;
	json_t *row;

	html_around(out, "<h3>", name, "");
	fprintf(out, " <small>%ld/%ld", html_int(heading, "score"),
		html_int(heading, "max_score"));
	if (html_int(heading, "not_graded") != 0)
		fprintf(out, ", %ld points not graded", html_int(heading, "not_graded"));
	fputs("</small></h3>\n", out);
	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (!is_under(row, name))
			continue;
		page->rows_left -= page->rows_left != 0;
		html_row(out, result, row, row == page->first, room(page));
	}
}

/* What stood in the way of running anything. */
static void write_reason(const t_page *page, const json_t *result)
{
	if (is_status(result, "graded"))
		return;
	fprintf(page->out,
		"<div class=\"reason\"><p><strong>%s:</strong> no row was run, so the score is 0.</p>\n<pre>",
		strcmp(html_string(result, "status"), "refused") == 0 ? "Refused"
								      : "Not graded");
	html_text_within(
		page->out, html_string(result, "reason"), least(MOST_SAID, room(page)));
	fputs("</pre></div>\n", page->out);
}

static void write_warnings(const t_page *page, const json_t *result)
{
	const json_t *compiler = json_object_get(result, "compiler");

	if (*html_string(compiler, "warnings") == '\0')
		return;
	html_around(page->out, "<h3>What ", html_string(compiler, "command"),
		" says <small>warnings cost no points</small></h3>\n<pre>");
	html_text_within(page->out, html_string(compiler, "warnings"),
		least(MOST_SAID, room(page)));
	fputs("</pre>\n", page->out);
}

static void write_notes(const t_page *page, const json_t *result)
{
	size_t index;
	json_t *note;

	json_array_foreach(json_object_get(result, "notes"), index, note)
	{
		if (room(page) < MOST_NOTE)
			return;
		fputs("<p class=\"note\"><strong>Note:</strong> ", page->out);
		html_text_within(page->out, json_string_value(note), MOST_NOTE / 2);
		fputs("</p>\n", page->out);
	}
}

static void write_made_with(FILE *out, const json_t *result)
{
	const json_t *tools = json_object_get(result, "tools");

	fputs("<p class=\"with\">", out);
	html_text_within(out, html_string(json_object_get(result, "compiler"), "version"),
		MOST_NOTE);
	html_if(out, " · ", html_string(tools, "check"), "");
	html_if(out, " · ", html_string(tools, "valgrind"), "");
	fprintf(out, " · seed %ld</p>\n", html_int(result, "seed"));
}

static void write_title(FILE *out, const json_t *result)
{
	fputs("<section aria-labelledby=\"", out);
	html_id(out, html_string(result, "lesson"), '_');
	fputs("\">\n<h2 id=\"", out);
	html_id(out, html_string(result, "lesson"), '_');
	html_around(out, "\">", html_string(result, "title"), "");
	fprintf(out, " <b>%ld<small>/%ld</small></b></h2>\n<p class=\"place\">",
		html_int(result, "score"), html_int(result, "max_score"));
	html_text_within(out, html_string(result, "lesson"), MOST_NOTE);
	if (json_is_null(json_object_get(result, "hint_command")))
	{
		fputs(", submission: ", out);
		html_text_within(out, html_string(result, "submission"), MOST_NOTE);
	}
	fputs("</p>\n", out);
	html_strip(out, result);
}

static void write_lesson(t_page *page, const json_t *result)
{
	const char *name;
	json_t *heading;

	page->lessons_left--;
	write_title(page->out, result);
	write_reason(page, result);
	json_object_foreach(json_object_get(result, "headings"), name, heading)
		write_heading(page, result, name, heading);
	write_warnings(page, result);
	write_notes(page, result);
	write_made_with(page->out, result);
	fputs("</section>\n", page->out);
}

char *html_page(const json_t *results, size_t *size)
{
	char *text;
	size_t index;
	json_t *result;
	t_page page = {.out = text_stream(&text, size), .results = results};

	look_through(&page);
	char *title = title_of(results);
	page_begin(page.out, title, "", g_page_js);
	write_top(&page, title);
	free(title);
	json_array_foreach(results, index, result)
		write_lesson(&page, result);
	fputs("</main>\n", page.out);
	page_end(page.out, g_page_js);
	fclose(page.out);
	return text;
}
