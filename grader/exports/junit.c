/*
 * One suite for the lesson, and a case for each row, in Jenkins' form, which GitLab reads
 * too: there the class name is the suite that is shown. A failure is a promise that was
 * not kept; an error is a row that came to no end, or a submission or a grader that did
 * not get as far as the rows; its type says which. Times have three decimals: Jenkins'
 * xUnit plugin refuses a fourth.
 */

#include "formats.h"

#include "html_text.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

#define MESSAGE_BYTES 1000
#define TEXT_BYTES 8000

/* What the case holds of a row of this status; NULL where it has passed. */
static const char *element_of(const json_t *row)
{
	static const char *const elements[][2] = {{"failed", "failure"},
		{"crashed", "error"}, {"timed-out", "error"}, {"not-run", "skipped"},
		{"not-graded", "skipped"}};

	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (is_status(row, elements[i][0]))
			/* What costs nothing must not make a build unstable. */
			return row_counts(row) ? elements[i][1] : "skipped";
	return NULL;
}

static int count(const json_t *rows, const char *element)
{
	int sum = 0;
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
	{
		const char *there = element_of(row);
		sum += there != NULL && strcmp(there, element) == 0;
	}
	return sum;
}

/* A result may have been edited: no time is negative. */
static double seconds_of(const json_t *row)
{
	double seconds = json_number_value(json_object_get(row, "seconds"));

	return seconds > 0 ? seconds : 0;
}

static double seconds_in(const json_t *rows)
{
	double sum = 0;
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
		sum += seconds_of(row);
	return sum;
}

/* type: what went wrong; NULL for an element that has none. */
static void write_element(FILE *out, const char *element, const char *type,
	const char *message, const char *text)
{
	fprintf(out, "<%s", element);
	if (type != NULL)
		html_around(out, " type=\"", type, "\"");
	fputs(" message=\"", out);
	html_text_within(out, message, MESSAGE_BYTES);
	fputs("\">", out);
	html_text_within(out, text, TEXT_BYTES);
	fprintf(out, "</%s>\n", element);
}

static void begin_case(FILE *out, const char *lesson, const char *heading, double seconds)
{
	fputs("<testcase classname=\"", out);
	html_text(out, lesson);
	html_around(out, ".", heading, "\" ");
	fprintf(out, "time=\"%.3f\" name=\"", seconds);
}

/* Rows that are hidden have the same sentence all, and cases of one name are taken for
 * one: so the row's name is there too. */
static void write_row(FILE *out, const char *lesson, const json_t *row)
{
	const char *element = element_of(row);
	const char *got = string_of(row, "got");
	char *words = words_of_row(row);

	begin_case(out, lesson, html_string(row, "heading"), seconds_of(row));
	html_text(out, html_string(row, "name"));
	html_around(out, ": ", html_string(row, "sentence"), row_suffix(row));
	fputs("\">\n", out);
	if (element != NULL)
		write_element(out, element,
			strcmp(element, "skipped") == 0 ? NULL : string_of(row, "status"),
			got != NULL ? got : string_of(row, "status"), words);
	fprintf(out, "<system-out>%d of %d points</system-out>\n</testcase>\n",
		int_of(row, "points"), int_of(row, "max_points"));
	free(words);
}

/* What must hold before any row can run. */
static void write_first(FILE *out, const char *lesson, const json_t *result)
{
	const char *reason = html_string(result, "reason");
	char *line = text_format("%.*s", (int)strcspn(reason, "\n"), reason);

	begin_case(out, lesson, "submission", 0);
	fputs(WORDS_SUBMISSION "\">\n", out);
	if (!is_status(result, "graded"))
		write_element(out, "error", html_string(result, "status"), line, reason);
	fputs("</testcase>\n", out);
	free(line);
}

static void begin_suite(
	FILE *out, const char *lesson, const json_t *rows, int tests, int errors)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"",
		out);
	html_text(out, lesson);
	fprintf(out,
		"\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n",
		tests, count(rows, "failure"), count(rows, "error") + errors,
		count(rows, "skipped"), seconds_in(rows));
}

static void write_result(FILE *out, const char *lesson, const json_t *result)
{
	const json_t *rows = json_object_get(result, "rows");
	char *words = words_of_result(result);
	size_t index;
	json_t *row;

	begin_suite(out, lesson, rows, (int)json_array_size(rows) + 1,
		!is_status(result, "graded"));
	fprintf(out,
		"<properties>\n<property name=\"score\" value=\"%d\"/>\n<property name=\"max_score\" "
		"value=\"%d\"/>\n",
		int_of(result, "score"), int_of(result, "max_score"));
	html_around(out, "<property name=\"status\" value=\"",
		html_string(result, "status"), "\"/>\n");
	fputs("</properties>\n", out);
	write_first(out, lesson, result);
	json_array_foreach(rows, index, row)
		write_row(out, lesson, row);
	html_around(out, "<system-out>", words, "</system-out>\n");
	free(words);
}

static void write_failure(FILE *out, const t_export *about)
{
	char *words = words_of_failure(about);

	begin_suite(out, about->lesson, NULL, 1, 1);
	begin_case(out, about->lesson, "grader", 0);
	fputs("the grader works\">\n", out);
	write_element(out, "error", "grader-failed", about->wrong, words);
	fputs("</testcase>\n", out);
	free(words);
}

void junit_write(FILE *out, const t_export *about)
{
	if (about->result == NULL)
		write_failure(out, about);
	else
		write_result(out, about->lesson, about->result);
	fputs("</testsuite>\n</testsuites>\n", out);
}
