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
/* Calls that are told where not all are. */
#define MOST_CALLS 4

/* Begins a part of an opened row: its name, and blanks up to the body. */
static void part(FILE *out, const t_look *look, const char *name)
{
	fprintf(out, "%*s", INDENT, "");
	painted(out, look, PAINT_FAINT, "%s", name);
	fprintf(out, "%*s", BODY - INDENT - (int)strlen(name), "");
}

/* Whether it quotes a line that does not fit behind the name: to break it would hide
 * blanks, which may be what is wrong. */
static int is_wide_quotation(const t_look *look, const char *text)
{
	for (const char *line = text; *line != '\0';)
	{
		size_t length = strcspn(line, "\n");
		if (*line == '"' && length > (size_t)(look->width - BODY))
			return 1;
		line += length + (line[length] == '\n');
	}
	return 0;
}

static void text_part(FILE *out, const t_look *look, const char *name, const char *text)
{
	if (text == NULL)
		return;
	part(out, look, name);
	if (!is_wide_quotation(look, text))
	{
		wrapped(out, look, BODY, text);
		return;
	}
	fprintf(out, "\n%*s", INDENT, "");
	indented(out, INDENT, text);
}

/* The end of the line, and the next one. */
static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text = next_line(text))
		count++;
	return count;
}

/* The first call and the last ones, where not all is to be said: a new string. */
static char *last_calls(const char *tried)
{
	const char *opening = text_begins(tried, "(after ") ? next_line(tried) : tried;
	const char *rest = next_line(opening);
	size_t more = 0;

	if (sscanf(rest, "(%zu more call", &more) == 1)
		rest = next_line(rest);
	for (size_t count = count_lines(rest); count >= MOST_CALLS; count--, more++)
		rest = next_line(rest);
	return more == 0 ? text_copy(tried)
			 : text_format("%.*s\n(%zu more call%s)\n%s",
				   (int)(next_line(opening) - tried - 1), tried, more,
				   more == 1 ? "" : "s", rest);
}

static void tried_part(FILE *out, const t_look *look, const char *tried)
{
	char *calls = tried == NULL || look->all ? text_copy(tried) : last_calls(tried);

	text_part(out, look, "tried", calls);
	free(calls);
}

/* The same in the colour of what it means. */
static void coloured_part(
	FILE *out, const t_look *look, const char *name, t_paint paint, const char *text)
{
	paint_begin(out, look, paint);
	text_part(out, &(t_look){.width = look->width}, name, text);
	paint_end(out, look);
}

/* Drawings keep their lines as they are. */
static void verbatim_part(
	FILE *out, const t_look *look, const char *name, const char *text)
{
	if (text == NULL)
		return;
	part(out, look, name);
	indented(out, BODY, text);
}

/* Whether there is anything to be seen. */
static int is_empty(const json_t *picture)
{
	size_t index;
	json_t *lane;

	json_array_foreach(json_object_get(picture, "lanes"), index, lane)
		if (int_of(lane, "offset") != 0 ||
			json_array_size(json_object_get(lane, "blocks")) != 0)
			return 0;
	return !json_is_integer(json_object_get(picture, "byte"));
}

static void picture_part(FILE *out, const t_look *look, const json_t *picture)
{
	char *text;
	size_t size;

	if (!json_is_object(picture) || is_empty(picture))
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
	text_part(out, look, "your line", text);
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

void row_open(FILE *out, const t_look *look, const json_t *row, int with_command)
{
	tried_part(out, look, string_of(row, "tried"));
	coloured_part(out, look, "expected", PAINT_GOOD, string_of(row, "expected"));
	coloured_part(out, look, "got", PAINT_BAD, string_of(row, "got"));
	line_part(out, look, row);
	picture_part(out, look, json_object_get(row, "picture"));
	promise_part(out, look, json_object_get(row, "promise"));
	if (with_command)
	{
		text_part(out, look, "run it alone", string_of(row, "command"));
		fputc('\n', out);
	}
}

void row_closed(FILE *out, const t_look *look, const char *words)
{
	size_t length = strcspn(words, "\n");
	size_t room = (size_t)(look->width - INDENT);
	int is_cut = strlen(words) > room || words[length] != '\0';
	size_t shown = text_whole(words, length, is_cut ? room - 3 : room);

	fprintf(out, "%*s", INDENT, "");
	painted(out, look, PAINT_FAINT, "%.*s%s\n", (int)shown, words,
		is_cut ? "..." : "");
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
	/* Commands and other rows speak of a row by its name; of a hidden one nobody
	 * does. */
	int is_named = !is_status(row, "passed") && string_of(row, "command") != NULL;
	const char *name = is_named ? string_of(row, "name") : NULL;
	char *sentence = text_format("%s%s%s%s", name == NULL ? "" : name,
		name == NULL ? "" : ": ", string_of(row, "sentence"), row_suffix(row));

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
	else if (count < all && look->has_keys)
		fprintf(out, "%*sThe next hint: press h again\n", INDENT, "");
	else if (count < all)
		fprintf(out, "%*sThe next hint: %s%s%s\n", INDENT, "",
			string_of(result, "hint_command"),
			row == report_first_lost(result) ? "" : " ROW=",
			row == report_first_lost(result) ? "" : string_of(row, "name"));
	else
		fprintf(out, "%*sThat was the last hint.\n", INDENT, "");
	if (!look->has_keys)
		text_part(out, look, "run it alone", string_of(row, "command"));
}
