#include "report.h"

#include "look.h"
#include "row_report.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

#define BAR 20

const json_t *report_told_by(const json_t *result, const json_t *row)
{
	size_t index;
	json_t *earlier;
	const char *got = string_of(row, "got");

	if (got == NULL || *got == '\0')
		return NULL;
	json_array_foreach(json_object_get(result, "rows"), index, earlier)
	{
		if (earlier == row)
			return NULL;
		if (row_counts(earlier) && !is_status(earlier, "passed") &&
			string_of(earlier, "got") != NULL &&
			strcmp(string_of(earlier, "got"), got) == 0)
			return earlier;
	}
	return NULL;
}

/* Opens a row that did not pass. Returns 1 if it was left closed. */
static int open_if_telling(
	FILE *out, const t_look *look, const json_t *result, const json_t *row)
{
	if (is_status(row, "passed") || (is_masked(row) && string_of(row, "got") == NULL))
		return 0;
	if (report_told_by(result, row) != NULL)
		return !is_status(row, "not-graded");
	row_open(out, look, row);
	return 0;
}

/* Names of rows behind some words, wrapped; make row wants the names. Nothing where there
 * are none. */
static void report_names(
	FILE *out, const t_look *look, int indent, const json_t *names, const char *words)
{
	char *text;
	size_t size;
	size_t index;
	json_t *name;

	if (json_array_size(names) == 0)
		return;
	FILE *line = text_stream(&text, &size);
	fputs(words, line);
	json_array_foreach(names, index, name)
		fprintf(line, " %s", json_string_value(name));
	fclose(line);
	fprintf(out, "%*s", indent, "");
	wrapped(out, look, indent, text);
	free(text);
}

static void report_closed(FILE *out, const t_look *look, const json_t *closed)
{
	report_names(out, look, ROW_INDENT, closed,
		json_array_size(closed) == 1
			? "Not opened, because it fails like a row above:"
			: "Not opened, because they fail like a row above:");
}

/* The row that this one makes sense only behind, if that is lost; else NULL. */
static const json_t *waits_for(const json_t *result, const json_t *row)
{
	const json_t *needed = row_called(result, string_of(row, "needs"));

	return needed != NULL && !is_status(row, "passed") && !is_status(needed, "passed")
		       ? needed
		       : NULL;
}

/* What one failure explains is told in one line. */
static void report_waiting(
	FILE *out, const t_look *look, const json_t *waiting, const json_t *needed)
{
	char *words = text_format("%zu row%s %s first:", json_array_size(waiting),
		json_array_size(waiting) == 1 ? " needs" : "s need",
		string_of(needed, "name"));

	report_names(out, look, 2, waiting, words);
	free(words);
}

static void head(FILE *out, const t_look *look, const json_t *result, const char *name)
{
	const json_t *heading =
		json_object_get(json_object_get(result, "headings"), name);

	fputc('\n', out);
	painted(out, look, PAINT_BOLD, "%c%s", name[0] - 'a' + 'A', name + 1);
	fprintf(out, "  %d/%d", int_of(heading, "score"), int_of(heading, "max_score"));
	if (int_of(heading, "not_graded") != 0)
		fprintf(out, ", %d points not graded", int_of(heading, "not_graded"));
	fputc('\n', out);
}

static void report_heading(
	FILE *out, const t_look *look, const json_t *result, const char *name)
{
	size_t index;
	json_t *row;
	json_t *closed = json_array();
	json_t *waiting = json_array();
	const json_t *needed = NULL;

	head(out, look, result, name);
	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (strcmp(string_of(row, "heading"), name) != 0)
			continue;
		if (waits_for(result, row) != NULL)
		{
			needed = waits_for(result, row);
			json_array_append(waiting, json_object_get(row, "name"));
			continue;
		}
		row_line(out, look, row);
		if (open_if_telling(out, look, result, row))
			json_array_append(closed, json_object_get(row, "name"));
	}
	report_closed(out, look, closed);
	if (needed != NULL)
		report_waiting(out, look, waiting, needed);
	json_decref(waiting);
	json_decref(closed);
}

static void report_rows(FILE *out, const t_look *look, const json_t *result)
{
	const char *name;
	json_t *heading;

	json_object_foreach(json_object_get(result, "headings"), name, heading)
		report_heading(out, look, result, name);
}

/* What stood in the way of running anything. */
static void report_reason(FILE *out, const t_look *look, const json_t *result)
{
	fputc('\n', out);
	painted(out, look, PAINT_BAD, "%s",
		is_status(result, "refused") ? "Refused: " : "Not graded: ");
	fprintf(out, "%s\n", string_of(result, "reason"));
	fprintf(out, "No row was run, so the score is 0.\n");
}

static void report_warnings(FILE *out, const t_look *look, const json_t *result)
{
	const json_t *compiler = json_object_get(result, "compiler");
	const char *warnings = string_of(compiler, "warnings");

	if (warnings == NULL || *warnings == '\0')
		return;
	fputc('\n', out);
	painted(out, look, PAINT_BOLD, "What %s says", string_of(compiler, "command"));
	fprintf(out, " (warnings cost no points)\n  ");
	indented(out, 2, warnings);
}

static void report_notes(FILE *out, const t_look *look, const json_t *result)
{
	size_t index;
	json_t *note;

	json_array_foreach(json_object_get(result, "notes"), index, note)
	{
		fputs("\nNote: ", out);
		wrapped(out, look, 6, json_string_value(note));
	}
}

static void report_change(FILE *out, const json_t *result, const json_t *previous)
{
	if (previous == NULL)
		return;
	int change = int_of(result, "score") - int_of(previous, "score");
	if (change == 0)
		fprintf(out, " (as before)");
	else
		fprintf(out, " (%+d since the last run)", change);
}

static void report_score(FILE *out, const t_look *look, const json_t *result,
	const json_t *previous, int unchanged)
{
	int points = int_of(result, "score");
	int most = int_of(result, "max_score");
	const char *name;
	json_t *heading;
	const char *between = "";

	fputc('\n', out);
	json_object_foreach(json_object_get(result, "headings"), name, heading)
	{
		fprintf(out, "%s%s %d/%d", between, name, int_of(heading, "score"),
			int_of(heading, "max_score"));
		between = " · ";
		if (!look->symbols)
			between = ", ";
	}
	fputc('\n', out);
	painted(out, look, points == most ? PAINT_GOOD : PAINT_BOLD, "Score %d/%d",
		points, most);
	if (unchanged)
		fprintf(out, " (nothing changed since it was graded)");
	else
		report_change(out, result, previous);
	fputc('\n', out);
}

const json_t *report_first_lost(const json_t *result)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (is_status(result, "graded") && is_lost(row) &&
			string_of(row, "command") != NULL)
			return row;
	}
	return NULL;
}

/* The report may be longer than the screen: its last lines say where to begin. */
static void report_next(FILE *out, const json_t *result)
{
	const json_t *row = report_first_lost(result);

	if (row == NULL)
		return;
	fprintf(out, "Begin with: %s\n", string_of(row, "command"));
	if (string_of(result, "hint_command") != NULL &&
		json_array_size(json_object_get(row, "hints")) != 0)
		fprintf(out, "For a hint: %s\n", string_of(result, "hint_command"));
}

/* The rows that are lost beside the first, by their names; those that need it by their
 * number. */
static void report_others(
	FILE *out, const t_look *look, const json_t *result, const json_t *first)
{
	json_t *others = json_array();
	size_t waiting = 0;
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (row == first || !is_lost(row) || string_of(row, "command") == NULL)
			continue;
		if (waits_for(result, row) != NULL)
			waiting++;
		else
			json_array_append(others, json_object_get(row, "name"));
	}
	report_names(out, look, 0, others, "Lost too:");
	if (waiting != 0)
		fprintf(out, "%zu rows need this one first.\n", waiting);
	json_decref(others);
}

void report_brief(FILE *out, const t_look *look, const json_t *result, int whole)
{
	const json_t *first = report_first_lost(result);

	if (!is_status(result, "graded"))
		report_reason(out, look, result);
	if (first != NULL)
	{
		row_line(out, look, first);
		row_open(out, look, first);
		report_others(out, look, result, first);
	}
	if (whole)
		report_score(out, look, result, NULL, 0);
	else
		fprintf(out, "\nmemcheck is looking at the rows that passed ...\n");
	if (whole)
		report_next(out, result);
}

void report_full(FILE *out, const t_look *look, const json_t *result,
	const json_t *previous, int unchanged)
{
	painted(out, look, PAINT_BOLD, "%s", string_of(result, "lesson"));
	fprintf(out, "  %s\n", string_of(result, "title"));
	if (is_status(result, "graded"))
		report_rows(out, look, result);
	else
		report_reason(out, look, result);
	report_warnings(out, look, result);
	report_notes(out, look, result);
	report_score(out, look, result, previous, unchanged);
	report_next(out, result);
}

void report_line(FILE *out, const t_look *look, const json_t *result)
{
	int points = int_of(result, "score");
	int most = int_of(result, "max_score");
	int full = most == 0 ? 0 : points * BAR / most;

	fprintf(out, "%-34s ", string_of(result, "lesson"));
	for (int i = 0; i < BAR; i++)
		fputs(look->symbols ? (i < full ? "█" : "░") : (i < full ? "#" : "."),
			out);
	painted(out, look, points == most && most != 0 ? PAINT_GOOD : PAINT_BOLD,
		" %3d/%d", points, most);
	if (!is_status(result, "graded"))
		fprintf(out, "  %s", string_of(result, "status"));
	if (int_of(result, "best") > points)
		fprintf(out, "  best %d", int_of(result, "best"));
	fputc('\n', out);
}

void report_row(FILE *out, const t_look *look, const json_t *result, const char *name)
{
	const json_t *row = row_called(result, name);

	if (!is_status(result, "graded"))
	{
		report_reason(out, look, result);
		return;
	}
	row_line(out, look, row);
	if (!is_status(row, "passed"))
		row_open(out, look, row);
}
