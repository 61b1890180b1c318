/* What a result comes to in all, and what to do next. */

#include "report_score.h"

#include "look.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

#define BAR 20
/* "Score 100/100:" */
#define ROOM 14

/* What was not run has no score to be compared with the last one's. */
static char *change_words(const json_t *result, const json_t *previous, int unchanged)
{
	if (unchanged)
		return text_copy(" (nothing changed since it was graded)");
	if (previous == NULL || !is_status(previous, "graded"))
		return text_copy("");
	int change = int_of(result, "score") - int_of(previous, "score");
	if (!is_status(result, "graded"))
		return text_format(
			" (the last one that ran had %d)", int_of(previous, "score"));
	return change == 0 ? text_copy(" (as before)")
			   : text_format(" (%+d since the last run)", change);
}

/* " correctness 53/65, memory 25/25", a new string. */
static char *headings_words(const json_t *result)
{
	char *text;
	size_t size;
	const char *name;
	json_t *heading;
	const char *between = "";
	FILE *out = text_stream(&text, &size);

	json_object_foreach(json_object_get(result, "headings"), name, heading)
	{
		fprintf(out, "%s %s %d/%d", between, name, int_of(heading, "score"),
			int_of(heading, "max_score"));
		between = ",";
	}
	fclose(out);
	return text;
}

void report_score(FILE *out, const t_look *look, const json_t *result,
	const json_t *previous, int unchanged)
{
	int points = int_of(result, "score");
	int most = int_of(result, "max_score");
	char *change = change_words(result, previous, unchanged);
	char *headings = headings_words(result);

	fputc('\n', out);
	painted(out, look, points == most ? PAINT_GOOD : PAINT_BOLD, "Score %d/%d",
		points, most);
	fputs(change, out);
	if (is_status(result, "graded"))
		fprintf(out, "%s%s",
			strlen(change) + strlen(headings) > (size_t)look->width - ROOM
				? ":\n "
				: ":",
			headings);
	fputc('\n', out);
	free(headings);
	free(change);
}

void report_gap(FILE *out, const json_t *result, const json_t *row)
{
	const json_t *gap = row_gap(result, row);

	if (gap != NULL)
		fprintf(out, "Write next: TODO %d, %s, in %s\n", int_of(gap, "todo"),
			text_of(gap, "function"), text_of(gap, "file"));
}

/* The report may be longer than the screen: its last lines say where to begin. */
void report_next(FILE *out, const json_t *result)
{
	const json_t *row = report_first_lost(result);

	if (row == NULL)
		return;
	report_gap(out, result, row);
	fprintf(out, "%s: %s\n", int_of(row, "gap") == 0 ? "Begin with" : "Then try",
		string_of(row, "command"));
	if (string_of(result, "hint_command") != NULL &&
		json_array_size(json_object_get(row, "hints")) != 0)
		fprintf(out, "For a hint: %s\n", string_of(result, "hint_command"));
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
