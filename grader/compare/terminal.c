#include "terminal.h"

#include "figures.h"
#include "look.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

/* Columns before what is said of a side, of the words before the figures, of a figure,
 * and of how much it differs. */
#define INDENT 14
#define LABEL 38
#define FIGURE 14
#define CHANGE 10

static void write_heads(FILE *out, const t_look *look, const json_t *comparison)
{
	for (size_t i = 0; i < 2; i++)
		painted(out, look, PAINT_FAINT, "%*s", FIGURE,
			string_of(side_of(comparison, i), "name"));
	fputc('\n', out);
}

static void write_top(FILE *out, const t_look *look, const json_t *comparison)
{
	painted(out, look, PAINT_BOLD, "%s  %s", string_of(comparison, "lesson"),
		string_of(comparison, "title"));
	fputc('\n', out);
	for (size_t i = 0; i < 2; i++)
	{
		const json_t *side = side_of(comparison, i);
		const json_t *result = json_object_get(side, "result");
		fprintf(out, "  %-11s %s\n", string_of(side, "name"),
			string_of(side, "folder"));
		if (is_status(result, "graded"))
			continue;
		fprintf(out, "%*s", INDENT, "");
		painted(out, look, PAINT_BAD,
			"%s: ", is_status(result, "refused") ? "Refused" : "Not graded");
		indented(out, INDENT, string_of(result, "reason"));
	}
}

static const char *text_at(const json_t *line, size_t index)
{
	return json_string_value(json_array_get(line, index));
}

static void write_table(
	FILE *out, const t_look *look, const json_t *comparison, const json_t *table)
{
	size_t index;
	json_t *line;
	const char *about = string_of(table, "about");

	fputc('\n', out);
	painted(out, look, PAINT_BOLD, "%s", string_of(table, "title"));
	fprintf(out, "%s%s\n", *about == '\0' ? "" : ", ", about);
	json_array_foreach(json_object_get(table, "missing"), index, line)
	{
		fputs("  ", out);
		wrapped(out, look, 2, json_string_value(line));
	}
	if (json_array_size(json_object_get(table, "lines")) == 0)
	{
		fputs(json_array_size(json_object_get(table, "missing")) == 0 ? "  none\n"
									      : "",
			out);
		return;
	}
	fprintf(out, "%*s", LABEL, "");
	write_heads(out, look, comparison);
	json_array_foreach(json_object_get(table, "lines"), index, line)
	{
		fprintf(out, "  %-*s%*s%*s", LABEL - 2, text_at(line, 0), FIGURE,
			text_at(line, 1), FIGURE, text_at(line, 2));
		if (*text_at(line, 3) != '\0')
			fprintf(out, " %*s", CHANGE - 1, text_at(line, 3));
		fputc('\n', out);
	}
}

static void write_row(FILE *out, const t_look *look, const json_t *comparison, size_t at)
{
	const json_t *rows = json_object_get(comparison, "rows");
	const json_t *row = json_array_get(rows, at);
	size_t index;
	json_t *outcome;

	char *name = text_format("%s%s", string_of(row, "name"),
		json_is_true(json_object_get(row, "hidden")) ? " (hidden)" : "");
	fprintf(out, "  %-*s", LABEL - 2, name);
	free(name);
	json_array_foreach(json_object_get(row, "sides"), index, outcome)
	{
		char *points = text_format(
			"%d/%d", int_of(outcome, "points"), int_of(row, "max_points"));
		painted(out, look, is_status(outcome, "passed") ? PAINT_GOOD : PAINT_BAD,
			"%*s", FIGURE, points);
		free(points);
	}
	fputs("\n    ", out);
	wrapped(out, look, 4, string_of(row, "sentence"));
	for (index = 0; index < 2; index++)
	{
		const char *got = figures_got(rows, at, index);
		if (got == NULL)
			continue;
		painted(out, look, PAINT_FAINT, "    %-11s ",
			string_of(side_of(comparison, index), "name"));
		wrapped(out, look, 16, got);
	}
}

static void write_rows(FILE *out, const t_look *look, const json_t *comparison)
{
	size_t count = json_array_size(json_object_get(comparison, "rows"));
	const char *lost = figures_lost(comparison);

	fputc('\n', out);
	painted(out, look, PAINT_BOLD, "Rows that differ");
	if (lost != NULL || count == 0)
	{
		fprintf(out, ": %s\n", lost != NULL ? lost : "none");
		return;
	}
	fprintf(out, "%*s", LABEL - 16, "");
	write_heads(out, look, comparison);
	for (size_t i = 0; i < count; i++)
		write_row(out, look, comparison, i);
}

static void write_warnings(FILE *out, const t_look *look, const json_t *comparison)
{
	for (size_t i = 0; i < 2; i++)
	{
		const json_t *compiler = json_object_get(
			json_object_get(side_of(comparison, i), "result"), "compiler");
		const char *warnings = string_of(compiler, "warnings");
		if (warnings == NULL || *warnings == '\0')
			continue;
		fputc('\n', out);
		painted(out, look, PAINT_BOLD, "Warnings");
		fprintf(out, ", %s\n  ", string_of(side_of(comparison, i), "name"));
		indented(out, 2, warnings);
	}
}

void terminal_compare(FILE *out, const t_look *look, const json_t *comparison)
{
	json_t *tables = figures_of(comparison);
	size_t index;
	json_t *table;

	write_top(out, look, comparison);
	json_array_foreach(tables, index, table)
	{
		write_table(out, look, comparison, table);
		/* Behind the points. */
		if (index == 0)
			write_rows(out, look, comparison);
	}
	write_warnings(out, look, comparison);
	terminal_texts(out, look, comparison);
	json_decref(tables);
}
