/* What differs in two texts, as lines: marked in colours, or as git marks words where
 * there are none. */

#include "figures.h"
#include "lines.h"
#include "look.h"
#include "terminal.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

/* Lines that both have are shown so many before and behind what differs. */
#define AROUND 2

static void write_piece(
	FILE *out, const t_look *look, const char *kind, const char *text, int bare)
{
	int own = strcmp(kind, "own") == 0;

	if (strcmp(kind, "both") == 0)
		fputs(text, out);
	else if (look->colour || bare)
		painted(out, look, own ? PAINT_GOOD : PAINT_BAD, "%s", text);
	else
		fprintf(out, own ? "{+%s+}" : "[-%s-]", text);
}

static void write_line(FILE *out, const t_look *look, const json_t *line)
{
	size_t index;
	json_t *piece;
	char mark = line_mark(line);

	fprintf(out, "  %c ", mark);
	json_array_foreach(line, index, piece)
		write_piece(out, look, json_string_value(json_array_get(piece, 0)),
			json_string_value(json_array_get(piece, 1)), mark != '~');
	fputc('\n', out);
}

/* Whether a line that differs is at most AROUND lines away. */
static int is_near(const json_t *lines, size_t at)
{
	size_t first = at < AROUND ? 0 : at - AROUND;

	for (size_t i = first; i <= at + AROUND && i < json_array_size(lines); i++)
		if (line_mark(json_array_get(lines, i)) != ' ')
			return 1;
	return 0;
}

static void write_lines(FILE *out, const t_look *look, const json_t *lines)
{
	size_t left_out = 0;
	size_t index;
	json_t *line;

	json_array_foreach(lines, index, line)
	{
		int near = is_near(lines, index);
		left_out += !near;
		if (left_out != 0 && (near || index + 1 == json_array_size(lines)))
		{
			painted(out, look, PAINT_FAINT, "    (%zu line%s alike)",
				left_out, left_out == 1 ? "" : "s");
			fputc('\n', out);
			left_out = 0;
		}
		if (near)
			write_line(out, look, line);
	}
}

static void write_text(FILE *out, const t_look *look, const json_t *comparison,
	const json_t *text, const char *title)
{
	fputc('\n', out);
	painted(out, look, PAINT_BOLD, "%s", title);
	if (json_is_null(text))
		fputc('\n', out);
	else if (string_of(text, "unshown") != NULL)
		fprintf(out, ": not compared, because %s\n", string_of(text, "unshown"));
	else if (json_is_true(json_object_get(text, "same")))
		fprintf(out, ": the same%s\n",
			json_is_true(json_object_get(text, "blanks")) ? " but for blanks"
								      : "");
	else
	{
		fprintf(out, "  - %s only, + %s only\n",
			string_of(side_of(comparison, 1), "name"),
			string_of(side_of(comparison, 0), "name"));
		write_lines(out, look, json_object_get(text, "lines"));
		if (json_is_true(json_object_get(text, "cut")))
			fputs("    (and more)\n", out);
	}
}

static void write_ends(FILE *out, const t_look *look, const json_t *comparison)
{
	for (size_t i = 0; i < 2; i++)
	{
		const json_t *side = side_of(comparison, i);
		const json_t *demo = json_object_get(side, "demo");
		const char *why = string_of(demo, "unmeasured");
		const char *said = why != NULL ? why : string_of(demo, "end");
		if (said == NULL)
			continue;
		char *text = text_format("%s: %s%s", string_of(side, "name"),
			why != NULL ? "not run, because " : "", said);
		fputs("  ", out);
		wrapped(out, look, 2, text);
		free(text);
	}
}

static void write_demo(FILE *out, const t_look *look, const json_t *comparison)
{
	const json_t *demo = json_object_get(comparison, "demo");

	if (figures_lost(comparison) != NULL)
		return;
	write_text(out, look, comparison, demo, "What the demo prints");
	write_ends(out, look, comparison);
}

void terminal_texts(FILE *out, const t_look *look, const json_t *comparison)
{
	size_t index;
	json_t *text;

	write_demo(out, look, comparison);
	json_array_foreach(json_object_get(comparison, "source"), index, text)
		write_text(out, look, comparison, text, string_of(text, "name"));
}
