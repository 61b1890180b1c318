/* A row on the terminal: one line for its verdict, and the parts of one that is
 * opened. */

#include "row_report.h"

#include "look.h"
#include "report.h"
#include "sketch.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>

/* Where the parts of an opened row begin. */
#define INDENT ROW_INDENT
#define BODY 20
#define SENTENCE 14

/* Begins a part of an opened row: its name, and blanks up to the body. */
static void part(FILE *out, const t_look *look, const char *name)
{
	fprintf(out, "%*s", INDENT, "");
	painted(out, look, PAINT_FAINT, "%s", name);
	fprintf(out, "%*s", BODY - INDENT - (int)strlen(name), "");
}

static void text_part(FILE *out, const t_look *look, const char *name, const char *text)
{
	if (text == NULL)
		return;
	part(out, look, name);
	wrapped(out, look, BODY, text);
}

/* Calls and drawings keep their lines as they are. */
static void verbatim_part(
	FILE *out, const t_look *look, const char *name, const char *text)
{
	if (text == NULL)
		return;
	part(out, look, name);
	indented(out, BODY, text);
}

static void picture_part(FILE *out, const t_look *look, const json_t *picture)
{
	char *text;
	size_t size;

	if (!json_is_object(picture))
		return;
	FILE *drawing = text_stream(&text, &size);
	sketch_draw(drawing, picture);
	fclose(drawing);
	verbatim_part(out, look, "picture", text);
	free(text);
}

/* The student's own line where it struck: the rest of the excerpt is in the editor. */
static void line_part(FILE *out, const t_look *look, const json_t *row)
{
	const json_t *excerpt = json_object_get(row, "excerpt");
	int line = int_of(row, "line");
	const char *code =
		json_string_value(json_array_get(json_object_get(excerpt, "lines"),
			(size_t)(line - int_of(excerpt, "first"))));

	if (code == NULL)
		return;
	char *text = text_format(
		"%s:%d  | %s", string_of(row, "file"), line, code + strspn(code, " "));
	verbatim_part(out, look, "your line", text);
	free(text);
}

static void promise_part(FILE *out, const t_look *look, const json_t *promise)
{
	if (!json_is_object(promise))
		return;
	char *text = text_format("%s:%d  %s", string_of(promise, "file"),
		int_of(promise, "line"), string_of(promise, "text"));

	text_part(out, look, "promise", text);
	free(text);
}

void row_open(FILE *out, const t_look *look, const json_t *row)
{
	text_part(out, look, "tried", string_of(row, "tried"));
	text_part(out, look, "expected", string_of(row, "expected"));
	text_part(out, look, "got", string_of(row, "got"));
	line_part(out, look, row);
	picture_part(out, look, json_object_get(row, "picture"));
	promise_part(out, look, json_object_get(row, "promise"));
	text_part(out, look, "run it alone", string_of(row, "command"));
	fputc('\n', out);
}

/* The mark of a row: a symbol, or a word of the same meaning. */
static void mark(FILE *out, const t_look *look, const json_t *row)
{
	int passed = is_status(row, "passed");
	int open = is_status(row, "not-run") || !is_lost(row);
	const char *symbol = passed ? "✓" : open ? "–" : "✗";
	const char *word = passed ? "ok  " : open ? "--  " : "FAIL";

	painted(out, look,
		passed ? PAINT_GOOD
		: open ? PAINT_FAINT
		       : PAINT_BAD,
		"  %s ", look->symbols ? symbol : word);
}

void row_line(FILE *out, const t_look *look, const json_t *row)
{
	char *sentence = text_format("%s%s", string_of(row, "sentence"), row_suffix(row));

	mark(out, look, row);
	if (!row_counts(row))
		fputs("  -    ", out);
	else if (is_status(row, "not-graded"))
		fprintf(out, "  -/%-3d", int_of(row, "max_points"));
	else
		fprintf(out, "%3d/%-3d", int_of(row, "points"),
			int_of(row, "max_points"));
	wrapped(out, look, SENTENCE, sentence);
	free(sentence);
}

void report_hints(FILE *out, const t_look *look, const json_t *result, const json_t *row,
	size_t count)
{
	const json_t *hints = json_object_get(row, "hints");
	size_t all = json_array_size(hints);

	row_line(out, look, row);
	for (size_t i = 0; i < count; i++)
	{
		char *number = text_format("hint %zu of %zu", i + 1, all);
		text_part(out, look, number, json_string_value(json_array_get(hints, i)));
		free(number);
	}
	if (all == 0)
		fprintf(out, "%*sThere is no hint to this row.\n", INDENT, "");
	else if (count < all)
		fprintf(out, "%*sThe next hint: %s\n", INDENT, "",
			string_of(result, "hint_command"));
	text_part(out, look, "run it alone", string_of(row, "command"));
}
