#include "compare_page.h"

#include "figures.h"
#include "html_text.h"
#include "lines.h"
#include "page.h"
#include "text.h"
#include "value.h"

#include <string.h>

PAGE_FILE(g_compare_css, "grader/compare/compare.css");

/* The most of what a compiler said, or of a reason. */
#define MOST_SAID 6000

static const char *name_of(const json_t *comparison, size_t index)
{
	return html_string(side_of(comparison, index), "name");
}

static const json_t *result_of(const json_t *comparison, size_t index)
{
	return json_object_get(side_of(comparison, index), "result");
}

static void write_top(FILE *out, const json_t *comparison)
{
	fputs("<body>\n<header>\n", out);
	html_around(
		out, "<h1>", html_string(comparison, "title"), ": a comparison</h1>\n");
	html_around(out, "<p class=\"place\">", html_string(comparison, "lesson"),
		"</p>\n<dl class=\"sides\">\n");
	for (size_t i = 0; i < 2; i++)
	{
		html_around(out, "<dt>", name_of(comparison, i), "</dt><dd><code>");
		html_around(out, "", html_string(side_of(comparison, i), "folder"),
			"</code></dd>\n");
	}
	fputs("</dl>\n</header>\n<main>\n", out);
	for (size_t i = 0; i < 2; i++)
	{
		const json_t *result = result_of(comparison, i);
		if (is_status(result, "graded"))
			continue;
		html_around(out, "<div class=\"reason\"><p><strong>",
			name_of(comparison, i), ": ");
		fputs(is_status(result, "refused") ? "refused" : "not graded", out);
		fputs("</strong></p>\n<pre>", out);
		html_text_within(out, html_string(result, "reason"), MOST_SAID);
		fputs("</pre></div>\n", out);
	}
}

static void write_heads(FILE *out, const json_t *comparison, const char *last)
{
	fputs("<thead><tr><td></td>", out);
	for (size_t i = 0; i < 2; i++)
		html_around(out, "<th scope=\"col\">", name_of(comparison, i), "</th>");
	fprintf(out, "%s</tr></thead>\n", last);
}

static void write_line(FILE *out, const json_t *line)
{
	html_around(out, "<tr><th scope=\"row\">",
		json_string_value(json_array_get(line, 0)), "</th>");
	for (size_t i = 1; i < 4; i++)
		html_around(
			out, "<td>", json_string_value(json_array_get(line, i)), "</td>");
	fputs("</tr>\n", out);
}

static void write_table(FILE *out, const json_t *comparison, const json_t *table)
{
	size_t index;
	json_t *line;

	html_around(out, "<section><h2>", html_string(table, "title"), "");
	html_if(out, " <small>", html_string(table, "about"), "</small>");
	fputs("</h2>\n", out);
	json_array_foreach(json_object_get(table, "missing"), index, line)
		html_around(out, "<p class=\"note\">", json_string_value(line), "</p>\n");
	if (json_array_size(json_object_get(table, "lines")) == 0)
	{
		fputs(json_array_size(json_object_get(table, "missing")) == 0
				? "<p>none</p></section>\n"
				: "</section>\n",
			out);
		return;
	}
	fputs("<table>\n", out);
	write_heads(out, comparison, "<th scope=\"col\">change</th>");
	fputs("<tbody>\n", out);
	json_array_foreach(json_object_get(table, "lines"), index, line)
		write_line(out, line);
	fputs("</tbody>\n</table></section>\n", out);
}

static void write_row(FILE *out, const json_t *comparison, size_t at)
{
	const json_t *rows = json_object_get(comparison, "rows");
	const json_t *row = json_array_get(rows, at);
	size_t index;
	json_t *outcome;

	html_around(out, "<tr><th scope=\"row\">", html_string(row, "sentence"), "");
	html_around(out, " <code>", html_string(row, "name"),
		json_is_true(json_object_get(row, "hidden")) ? "</code> <i>hidden</i>"
							     : "</code>");
	for (index = 0; index < 2; index++)
	{
		const char *got = figures_got(rows, at, index);
		if (got == NULL)
			continue;
		html_around(out, "<p><i>", name_of(comparison, index), ":</i> ");
		html_text_within(out, got, MOST_SAID);
		fputs("</p>", out);
	}
	fputs("</th>", out);
	json_array_foreach(json_object_get(row, "sides"), index, outcome)
		fprintf(out, "<td class=\"%s\">%ld/%ld</td>",
			is_status(outcome, "passed") ? "good" : "bad",
			html_int(outcome, "points"), html_int(row, "max_points"));
	fputs("</tr>\n", out);
}

static void write_rows(FILE *out, const json_t *comparison)
{
	size_t count = json_array_size(json_object_get(comparison, "rows"));
	const char *lost = figures_lost(comparison);

	fputs("<section><h2>Rows that differ</h2>\n", out);
	if (lost != NULL || count == 0)
	{
		html_around(out, "<p>", lost != NULL ? lost : "none", "</p></section>\n");
		return;
	}
	fputs("<table class=\"rows\">\n", out);
	write_heads(out, comparison, "");
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < count; i++)
		write_row(out, comparison, i);
	fputs("</tbody>\n</table></section>\n", out);
}

static void write_warnings(FILE *out, const json_t *comparison)
{
	for (size_t i = 0; i < 2; i++)
	{
		const json_t *compiler =
			json_object_get(result_of(comparison, i), "compiler");
		if (*html_string(compiler, "warnings") == '\0')
			continue;
		html_around(out, "<section><h2>Warnings <small>", name_of(comparison, i),
			"</small></h2>\n<pre>");
		html_text_within(out, html_string(compiler, "warnings"), MOST_SAID);
		fputs("</pre></section>\n", out);
	}
}

/* What one of the two has is marked by an element, so that it is told without colours
 * too. */
static void write_piece(FILE *out, const json_t *piece)
{
	const char *kind = json_string_value(json_array_get(piece, 0));
	const char *text = json_string_value(json_array_get(piece, 1));

	if (strcmp(kind, "both") == 0)
		html_text(out, text);
	else if (strcmp(kind, "own") == 0)
		html_around(out, "<ins>", text, "</ins>");
	else
		html_around(out, "<del>", text, "</del>");
}

static void write_text_line(FILE *out, const json_t *line)
{
	char mark = line_mark(line);
	size_t index;
	json_t *piece;

	fprintf(out, "<span class=\"%s\"><b>%c</b> ",
		mark == '+'   ? "own"
		: mark == '-' ? "other"
		: mark == '~' ? "words"
			      : "both",
		mark);
	json_array_foreach(line, index, piece)
		write_piece(out, piece);
	fputs("\n</span>", out);
}

static void write_text(FILE *out, const json_t *comparison, const json_t *text)
{
	size_t index;
	json_t *line;

	if (string_of(text, "unshown") != NULL)
		html_around(out, "<p class=\"note\">not compared, because ",
			string_of(text, "unshown"), "</p>\n");
	else if (json_is_true(json_object_get(text, "same")))
		fputs(json_is_true(json_object_get(text, "blanks"))
				? "<p>the same but for blanks</p>\n"
				: "<p>the same</p>\n",
			out);
	else
	{
		html_around(out, "<p class=\"key\"><del>", name_of(comparison, 1),
			" only</del> ");
		html_around(out, "<ins>", name_of(comparison, 0),
			" only</ins></p>\n<pre class=\"text\" tabindex=\"0\">");
		json_array_foreach(json_object_get(text, "lines"), index, line)
			write_text_line(out, line);
		fputs(json_is_true(json_object_get(text, "cut")) ? "(and more)</pre>\n"
								 : "</pre>\n",
			out);
	}
}

static void write_end(FILE *out, const json_t *comparison, size_t index)
{
	const json_t *demo = json_object_get(side_of(comparison, index), "demo");
	const char *why = string_of(demo, "unmeasured");

	if (why == NULL && string_of(demo, "end") == NULL)
		return;
	html_around(out, "<p class=\"note\">", name_of(comparison, index), ": ");
	if (why != NULL)
		html_around(out, "not run, because ", why, "</p>\n");
	else
		html_around(out, "", string_of(demo, "end"), "</p>\n");
}

static void write_demo(FILE *out, const json_t *comparison)
{
	const json_t *demo = json_object_get(comparison, "demo");

	if (figures_lost(comparison) != NULL)
		return;
	fputs("<section><h2>What the demo prints</h2>\n", out);
	if (!json_is_null(demo))
		write_text(out, comparison, demo);
	write_end(out, comparison, 0);
	write_end(out, comparison, 1);
	fputs("</section>\n", out);
}

char *compare_page(const json_t *comparison, size_t *size)
{
	char *page;
	FILE *out = text_stream(&page, size);
	json_t *tables = figures_of(comparison);
	size_t index;
	json_t *part;

	page_begin(out, "Arenas: a comparison", g_compare_css, NULL);
	write_top(out, comparison);
	write_table(out, comparison, json_array_get(tables, 0));
	write_rows(out, comparison);
	fputs("<div class=\"figures\">\n", out);
	for (index = 1; index < json_array_size(tables); index++)
		write_table(out, comparison, json_array_get(tables, index));
	fputs("</div>\n", out);
	write_warnings(out, comparison);
	write_demo(out, comparison);
	json_array_foreach(json_object_get(comparison, "source"), index, part)
	{
		html_around(out, "<section><h2>", html_string(part, "name"), "</h2>\n");
		write_text(out, comparison, part);
		fputs("</section>\n", out);
	}
	fputs("</main>\n", out);
	page_end(out, NULL);
	fclose(out);
	json_decref(tables);
	return page;
}
