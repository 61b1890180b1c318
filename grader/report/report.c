#include "report.h"

#include "look.h"
#include "report_score.h"
#include "row_report.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a heading that are shown, where not all are. */
#define MOST_SHOWN 2
#define MOST_NAMES 5

const json_t *report_first_lost(const json_t *result)
{
	return row_called(result, string_of(result, "begin_with"));
}

/* Whether it calls a function that the submission still has as the skeleton has it. */
static int waits_for_writing(const json_t *row)
{
	return int_of(row, "gap") != 0;
}

/* An earlier row that was lost with the very same outcome, so that opening this one too
 * would say the same twice; NULL where there is none. */
static const json_t *told_by(const json_t *result, const json_t *row)
{
	size_t index;
	json_t *earlier;
	const char *got = string_of(row, "got");

	if (got == NULL || *got == '\0' || is_status(row, "not-run"))
		return NULL;
	json_array_foreach(json_object_get(result, "rows"), index, earlier)
	{
		if (earlier == row)
			return NULL;
		if (row_counts(earlier) && !is_status(earlier, "passed") &&
			!waits_for_writing(earlier) &&
			string_of(earlier, "got") != NULL &&
			strcmp(string_of(earlier, "got"), got) == 0)
			return earlier;
	}
	return NULL;
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
		if (look->all || index < MOST_NAMES)
			fprintf(line, " %s", json_string_value(name));
	if (!look->all && index > MOST_NAMES)
		fprintf(line, ", and %zu more", index - MOST_NAMES);
	fclose(line);
	fprintf(out, "%*s", indent, "");
	wrapped(out, look, indent, text);
	free(text);
}

/* The row that this one makes sense only behind, if that is lost; else NULL. */
static const json_t *waits_for(const json_t *result, const json_t *row)
{
	const json_t *needed = row_called(result, string_of(row, "needs"));

	return needed != NULL && !is_status(row, "passed") && !is_status(needed, "passed")
		       ? needed
		       : NULL;
}

static void report_unwritten(FILE *out, int indent, size_t count)
{
	if (count != 0)
		fprintf(out, "%*s%zu row%s a function that is still to be written.\n",
			indent, "", count, count == 1 ? " needs" : "s need");
}

/* What one failure explains is told in one line. */
static void report_waiting(
	FILE *out, const t_look *look, const json_t *waiting, const json_t *needed)
{
	char *words = text_format("%zu row%s %s first%s", json_array_size(waiting),
		json_array_size(waiting) == 1 ? " needs" : "s need",
		string_of(needed, "name"), look->all ? ":" : ".");

	if (look->all)
		report_names(out, look, 2, waiting, words);
	else
		fprintf(out, "  %s\n", words);
	free(words);
}

/* Opens the row, or says in a line why it is left closed. */
static void report_unpassed(FILE *out, const t_look *look, const json_t *result,
	const json_t *row, const json_t *first)
{
	const json_t *earlier = row == first ? NULL : told_by(result, row);
	const char *got = string_of(row, "got");

	row_line(out, look, row);
	if (earlier != NULL)
	{
		char *words = text_format(
			"fails like %s; fix that first", string_of(earlier, "name"));
		row_closed(out, look, words);
		free(words);
	}
	else if (row == first || (look->all && (got != NULL || !is_masked(row))))
		row_open(out, look, row, look->all);
	else if (got != NULL)
		row_closed(out, look, got);
}

/* The rows of the heading; passed: only these. */
static size_t count_rows(const json_t *result, const char *heading, int passed)
{
	size_t index;
	size_t count = 0;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
		count += is_value(row, "heading", heading) &&
			 (!passed || is_status(row, "passed"));
	return count;
}

static int all_passed(const json_t *result, const char *heading)
{
	return count_rows(result, heading, 1) == count_rows(result, heading, 0);
}

static void head(FILE *out, const t_look *look, const json_t *result, const char *name)
{
	const json_t *heading =
		json_object_get(json_object_get(result, "headings"), name);
	size_t passed = count_rows(result, name, 1);

	fputc('\n', out);
	painted(out, look, PAINT_BOLD, "%c%s", name[0] - 'a' + 'A', name + 1);
	fprintf(out, "  %d/%d", int_of(heading, "score"), int_of(heading, "max_score"));
	if (int_of(heading, "not_graded") != 0)
		fprintf(out, ", %d points not graded", int_of(heading, "not_graded"));
	if (!look->all && passed != 0)
		fprintf(out, ", %zu row%s passed", passed, passed == 1 ? "" : "s");
	fputc('\n', out);
}

/* What is told of a heading's rows: those that wait for another are counted, and of many
 * that are lost the last are only named. */
typedef struct s_told
{
	json_t *waiting;
	const json_t *needed;
	size_t unwritten; /* rows of functions that are still to be written */
	json_t *named;
	size_t shown;
} t_told;

static void tell_row(FILE *out, const t_look *look, const json_t *result,
	const json_t *row, t_told *told)
{
	const json_t *first = report_first_lost(result);

	if (waits_for(result, row) != NULL)
	{
		told->needed = waits_for(result, row);
		json_array_append(told->waiting, json_object_get(row, "name"));
	}
	else if (is_status(row, "passed"))
	{
		if (look->all)
			row_line(out, look, row);
	}
	else if (waits_for_writing(row) && row != first)
		told->unwritten++;
	else if (told->shown++ < MOST_SHOWN || look->all || row == first)
		report_unpassed(out, look, result, row, first);
	else
		json_array_append(told->named, json_object_get(row, "name"));
}

static void report_heading(
	FILE *out, const t_look *look, const json_t *result, const char *name)
{
	t_told told = {.waiting = json_array(), .named = json_array()};
	size_t index;
	json_t *row;

	head(out, look, result, name);
	json_array_foreach(json_object_get(result, "rows"), index, row)
		if (is_value(row, "heading", name))
			tell_row(out, look, result, row, &told);
	report_names(out, look, 2, told.named, "Lost too:");
	report_unwritten(out, 2, told.unwritten);
	if (told.needed != NULL)
		report_waiting(out, look, told.waiting, told.needed);
	json_decref(told.waiting);
	json_decref(told.named);
}

static void report_rows(FILE *out, const t_look *look, const json_t *result)
{
	const char *name;
	json_t *heading;

	json_object_foreach(json_object_get(result, "headings"), name, heading)
		if (look->all || !all_passed(result, name))
			report_heading(out, look, result, name);
}

/* What stood in the way of running anything. */
static void report_reason(FILE *out, const t_look *look, const json_t *result)
{
	fputc('\n', out);
	painted(out, look, PAINT_BAD, "%s",
		is_status(result, "refused") ? "Refused: " : "Not graded: ");
	int indent = is_status(result, "refused") ? 9 : 12;
	/* What the compiler says points at columns. */
	if (strchr(text_of(result, "reason"), '\n') != NULL)
		fprintf(out, "%s\n", text_of(result, "reason"));
	else
		wrapped(out, look, indent, text_of(result, "reason"));
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

/* The first warning, where there is no room for all. */
static void report_warning(FILE *out, const t_look *look, const json_t *result)
{
	const char *warning = strstr(
		text_of(json_object_get(result, "compiler"), "warnings"), "warning: ");

	if (warning == NULL || !is_status(result, "graded"))
		return;
	char *line = text_format("Warning: %.*s",
		(int)strcspn(warning + strlen("warning: "), "\n"),
		warning + strlen("warning: "));
	wrapped(out, look, 0, line);
	free(line);
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

/* The rows that are lost beside this one, by their names; by their number those that need
 * it, and those that were not run. */
static void report_others(
	FILE *out, const t_look *look, const json_t *result, const json_t *shown)
{
	json_t *others = json_array();
	const json_t *needed = NULL;
	size_t waiting = 0;
	size_t unwritten = 0;
	size_t unrun = 0;
	const char *why = NULL;
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (row == shown || !is_lost(row) || is_awaited(row) ||
			string_of(row, "command") == NULL)
			continue;
		if (waits_for(result, row) != NULL)
		{
			needed = waits_for(result, row);
			waiting++;
		}
		else if (waits_for_writing(row))
			unwritten++;
		else if (is_status(row, "not-run") && unrun++ == 0)
			why = string_of(row, "got");
		else if (!is_status(row, "not-run"))
			json_array_append(others, json_object_get(row, "name"));
	}
	report_names(out, look, 0, others, "Lost too:");
	report_unwritten(out, 0, unwritten);
	if (needed != NULL)
		fprintf(out, "%zu row%s %s first.\n", waiting,
			waiting == 1 ? " needs" : "s need", string_of(needed, "name"));
	if (why != NULL)
	{
		char *words =
			text_format("%zu row%s %s.", unrun, unrun == 1 ? ":" : "s:", why);
		wrapped(out, look, 0, words);
		free(words);
	}
	json_decref(others);
}

void report_coming(FILE *out, const t_look *look, const json_t *row, int opened)
{
	const char *got = string_of(row, "got");

	row_line(out, look, row);
	if (opened)
		row_open(out, look, row, 0);
	else if (got != NULL)
		row_closed(out, look, got);
}

void report_brief(
	FILE *out, const t_look *look, const json_t *result, const json_t *row, int whole)
{
	const json_t *first = row != NULL ? row : report_first_lost(result);

	if (!is_status(result, "graded"))
		report_reason(out, look, result);
	if (first != NULL)
	{
		row_line(out, look, first);
		row_open(out, look, first, 0);
		report_others(out, look, result, first);
		if (look->has_keys || !whole)
			report_gap(out, result, first);
	}
	report_warning(out, look, result);
	report_notes(out, look, result);
	if (whole)
		report_score(out, look, result, NULL, 0);
	else
		fprintf(out, "\nmemcheck is looking at the rows that passed ...\n");
	if (whole && !look->has_keys)
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
		row_open(out, look, row, 1);
}
