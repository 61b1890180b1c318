/*
 * A header and a line, so that the lines of many exports of a lesson make one table. The
 * names of hidden rows are left out here, too: such files are attached to mails and
 * uploaded to gradebooks. Their points are there, in the rubric's order.
 */

#include "csv_cell.h"
#include "formats.h"

#include "html_text.h"
#include "text.h"
#include "value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* = + - @ as they are, and as wide as some keyboards write them: spreadsheets read
 * both. */
static int is_formula(const char *text)
{
	static const char *const signs[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};

	if (*text == '\t' || *text == '\r')
		return 1;
	text += strspn(text, " \t\r\n");
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (text_begins(text, signs[i]))
			return 1;
	return 0;
}

/* Semicolons and tabs part cells in some countries' spreadsheets, and blanks at an end
 * are lost in others. */
static int needs_quotes(const char *text)
{
	size_t size = strlen(text);

	return strpbrk(text, "\",;\t\r\n") != NULL ||
	       (size > 0 && (text[0] == ' ' || text[size - 1] == ' '));
}

void csv_cell(FILE *out, const char *text)
{
	if (text == NULL)
		return;
	char *safe = text_safe(text, strlen(text), SIZE_MAX);
	int quoted = needs_quotes(safe);

	fputs(quoted ? "\"" : "", out);
	fputs(is_formula(text) ? "'" : "", out);
	for (const char *at = safe; *at != '\0'; at++)
	{
		if (*at == '"')
			fputc('"', out);
		fputc(*at, out);
	}
	fputs(quoted ? "\"" : "", out);
	free(safe);
}

static void write_header(FILE *out, const json_t *rows)
{
	size_t index;
	json_t *row;

	fputs("lesson,submission,student,status,score,max_score,reason", out);
	json_array_foreach(rows, index, row)
	{
		fputc(',', out);
		csv_cell(out, string_of(row, "name"));
	}
	fputs(CSV_LINE_END, out);
}

/* The points; what could not be graded or does not count has none, and 0 would say that
 * it was lost. */
static void write_points(FILE *out, const json_t *rows)
{
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
	{
		fputc(',', out);
		if (!is_status(row, "not-graded") && row_counts(row))
			fprintf(out, "%d", int_of(row, "points"));
	}
}

void csv_write(FILE *out, const t_export *about)
{
	const json_t *result = about->result;
	const json_t *rows = json_object_get(result, "rows");

	write_header(out, rows);
	csv_cell(out, about->lesson);
	fputc(',', out);
	csv_cell(out, string_of(result, "submission"));
	fputc(',', out);
	csv_cell(out, string_of(result, "student"));
	fputc(',', out);
	csv_cell(out, result == NULL ? "grader-failed" : string_of(result, "status"));
	if (result == NULL)
		fputs(",,,", out);
	else
		fprintf(out, ",%d,%d,", int_of(result, "score"),
			int_of(result, "max_score"));
	csv_cell(out, result == NULL ? about->wrong : string_of(result, "reason"));
	write_points(out, rows);
	fputs(CSV_LINE_END, out);
}
