#include "html_row.h"

#include "html_picture.h"
#include "html_text.h"
#include "report.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

/* The most of each text. Rows that go on for pages are for the terminal. */
#define MOST_TEXT 4000
#define SHORTEST_TEXT 200
/* The blanks that a tab has become in an excerpt; on the page its width is that of the
 * style. */
#define TAB 8

static int is_open_question(const json_t *row)
{
	return is_status(row, "not-run") || !is_lost(row);
}

void html_row_id(FILE *out, const json_t *result, const json_t *row)
{
	html_id(out, html_string(result, "lesson"), '_');
	fputc('-', out);
	html_id(out, html_string(row, "name"), '\0');
}

/* One part of a row: what it is, and what there is to say. tag: how the text stands,
 * "pre" or "p". */
static void part(FILE *out, const char *name, const char *tag, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	fprintf(out, "<dt>%s</dt><dd><%s>", name, tag);
	html_text_within(out, text, MOST_TEXT);
	fprintf(out, "</%s></dd>\n", tag);
}

static void outcome_parts(FILE *out, const json_t *result, const json_t *row)
{
	const json_t *earlier = report_told_by(result, row);

	if (earlier == NULL)
	{
		part(out, "tried", "pre", html_string(row, "tried"));
		part(out, "expected", "p", html_string(row, "expected"));
		part(out, "got", "strong", html_string(row, "got"));
		return;
	}
	part(out, "expected", "p", html_string(row, "expected"));
	fputs("<dt>got</dt><dd><p>the same as <a href=\"#", out);
	html_row_id(out, result, earlier);
	html_around(out, "\">", html_string(earlier, "name"),
		"</a>: mend that first</p></dd>\n");
}

static void code_line(FILE *out, const char *line, long number, int marked)
{
	size_t deep = line == NULL ? 0 : strspn(line, " ") / TAB;

	fprintf(out, marked ? "<mark>►%4ld   " : " %4ld   ", number);
	for (size_t i = 0; i < deep; i++)
		fputc('\t', out);
	html_text(out, line == NULL ? NULL : line + deep * TAB);
	fputs(marked ? "</mark>\n" : "\n", out);
}

static void code_part(FILE *out, const json_t *row)
{
	const json_t *excerpt = json_object_get(row, "excerpt");
	long number = html_int(excerpt, "first");
	size_t index;
	json_t *line;

	if (!json_is_object(excerpt))
		return;
	fputs("<dt>your code</dt><dd><p class=\"place\">", out);
	html_text(out, html_string(row, "file"));
	fprintf(out, ", line %ld:</p><pre class=\"code\">", html_int(row, "line"));
	json_array_foreach(json_object_get(excerpt, "lines"), index, line)
		code_line(out, json_string_value(line), number + (long)index,
			number + (long)index == html_int(row, "line"));
	fputs("</pre></dd>\n", out);
}

static void promise_part(FILE *out, const json_t *row)
{
	const json_t *promise = json_object_get(row, "promise");

	fputs("<dt>promise</dt><dd><p>", out);
	html_text(out, html_string(promise, "text"));
	html_around(out, " <span class=\"place\">", html_string(promise, "file"), "");
	fprintf(out, ", line %ld</span></p></dd>\n", html_int(promise, "line"));
}

/* Each hint stands in the one before it, so that nobody reads the last by accident. */
static void hints_part(FILE *out, const json_t *row)
{
	const json_t *hints = json_object_get(row, "hints");
	size_t count = json_array_size(hints);
	size_t index;
	json_t *hint;

	if (count == 0)
		return;
	fputs("<dt>hints</dt><dd>", out);
	json_array_foreach(hints, index, hint)
	{
		fprintf(out, "<details><summary>hint %zu of %zu</summary><p>", index + 1,
			count);
		html_text(out, json_string_value(hint));
		fputs("</p>", out);
	}
	for (index = 0; index < count; index++)
		fputs("</details>", out);
	fputs("</dd>\n", out);
}

static void body(FILE *out, const json_t *result, const json_t *row)
{
	const json_t *picture = json_object_get(row, "picture");

	if (is_masked(row))
	{
		part(out, "hidden", "p", "What this row tries is not told.");
		part(out, "got", "p", html_string(row, "got"));
		return;
	}
	if (!is_status(row, "passed"))
	{
		outcome_parts(out, result, row);
		code_part(out, row);
		if (json_is_object(picture))
		{
			fputs("<dt>picture</dt><dd>", out);
			html_picture(out, picture);
			fputs("</dd>\n", out);
		}
	}
	promise_part(out, row);
	if (is_status(row, "passed"))
		return;
	hints_part(out, row);
	part(out, "run it alone", "code", html_string(row, "command"));
}

/* The body, or where there is no room for it, which of the terminal's commands shows
 * it. */
static void body_within(FILE *out, const json_t *result, const json_t *row, size_t room)
{
	char *text;
	size_t size;
	FILE *whole = text_stream(&text, &size);

	body(whole, result, row);
	fclose(whole);
	if (size <= room)
		fwrite(text, 1, size, out);
	else
	{
		fputs("<dt>more</dt><dd><p>This page is full. The terminal shows this row: <code>",
			out);
		html_text_within(out, html_string(row, "command"), SHORTEST_TEXT);
		fputs("</code></p></dd>\n", out);
	}
	free(text);
}

static const char *status_words(const json_t *row)
{
	static const char *const words[][2] = {{"passed", "passed"}, {"failed", "failed"},
		{"crashed", "crashed"}, {"timed-out", "timed out"},
		{"not-run", "not run"}, {"not-graded", "not graded"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (is_status(row, words[i][0]))
			return words[i][1];
	return "unknown";
}

static void line(FILE *out, const json_t *row)
{
	const char *mark = is_status(row, "passed") ? "✓"
			   : is_open_question(row)  ? "–"
						    : "✗";

	fprintf(out, "<summary><b aria-hidden=\"true\">%s</b><i>%s</i><span>", mark,
		status_words(row));
	html_text_within(out, html_string(row, "sentence"), SHORTEST_TEXT);
	if (!row_counts(row))
		fputs("</span><u>does not count</u></summary>\n", out);
	else if (is_status(row, "not-graded"))
		fprintf(out, "</span><u>–/%ld</u></summary>\n",
			html_int(row, "max_points"));
	else
		fprintf(out, "</span><u>%ld/%ld</u></summary>\n", html_int(row, "points"),
			html_int(row, "max_points"));
}

void html_row(FILE *out, const json_t *result, const json_t *row, int first, size_t room)
{
	const char *class = is_status(row, "passed") ? "passed"
			    : is_open_question(row)  ? "asked"
						     : "lost";

	fprintf(out, "<details class=\"%s\" id=\"", class);
	html_row_id(out, result, row);
	fprintf(out, "\"%s>", first ? " open=\"\"" : "");
	line(out, row);
	fputs("<dl>", out);
	body_within(out, result, row, room);
	fputs("</dl></details>\n", out);
}
