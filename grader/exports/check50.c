/*
 * check50 knows true, false, and null for what was skipped. What must hold before any row
 * can run is a check of its own here, as check50's checks of C begin with one that
 * compiles; rows that need no other depend on it.
 */

#include "formats.h"

#include "html_text.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES 8000
#define FIRST "submission"

/* Of what writes this: check50's own number would promise that it ran. */
#define VERSION "1.0.0"

static json_t *lines_of(const char *text)
{
	json_t *lines = json_array();
	char *words = words_within(text == NULL ? "" : text, TEXT_BYTES);
	char *rest = NULL;

	for (char *line = strtok_r(words, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
		json_array_append_new(lines, json_string(line));
	free(words);
	return lines;
}

static json_t *help_of(const json_t *row)
{
	const json_t *promise = json_object_get(row, "promise");
	char *text = text_format("%s:%d promises: %s", html_string(promise, "file"),
		int_of(promise, "line"), html_string(promise, "text"));
	json_t *help =
		json_is_object(promise) ? words_json(text, TEXT_BYTES) : json_null();

	free(text);
	return help;
}

/* Why the check did not pass; expected and actual stand there both or not at all. */
static json_t *cause_of(const json_t *row)
{
	const char *expected = string_of(row, "expected");
	const char *got = string_of(row, "got");

	if (is_status(row, "passed"))
		return json_null();
	json_t *cause = json_pack("{s:o, s:o}", "rationale",
		words_json(got != NULL && *got != '\0' ? got : html_string(row, "status"),
			TEXT_BYTES),
		"help", help_of(row));
	if (expected != NULL && got != NULL && is_status(row, "failed"))
		json_object_update_new(
			cause, json_pack("{s:o, s:o}", "expected",
				       words_json(expected, TEXT_BYTES), "actual",
				       words_json(got, TEXT_BYTES)));
	return cause;
}

static json_t *passed(const json_t *row)
{
	if (is_status(row, "passed"))
		return json_true();
	/* What costs nothing has not failed. */
	return is_lost(row) && !is_status(row, "not-run") ? json_false() : json_null();
}

static json_t *check_of(const json_t *row)
{
	const char *needs = string_of(row, "needs");
	char *sentence = words_sentence(row, TEXT_BYTES);
	json_t *check = json_pack("{s:o, s:o, s:o, s:o, s:o, s:{s:i, s:i, s:o}, s:o}",
		"name", words_json(string_of(row, "name"), TEXT_BYTES), "description",
		json_string(sentence), "passed", passed(row), "log",
		lines_of(string_of(row, "tried")), "cause", cause_of(row), "data",
		"points", int_of(row, "points"), "max_points", int_of(row, "max_points"),
		"status", words_json(string_of(row, "status"), TEXT_BYTES), "dependency",
		words_json(needs == NULL ? FIRST : needs, TEXT_BYTES));

	free(sentence);
	return check;
}

static json_t *first_check(const json_t *result)
{
	int graded = is_status(result, "graded");
	const char *reason = html_string(result, "reason");
	char *line = text_format("%.*s", (int)strcspn(reason, "\n"), reason);
	json_t *cause = graded ? json_null()
			       : json_pack("{s:o, s:n}", "rationale",
					 words_json(line, TEXT_BYTES), "help");

	free(line);
	return json_pack("{s:s, s:s, s:b, s:o, s:o, s:{s:o}, s:n}", "name", FIRST,
		"description", WORDS_SUBMISSION, "passed", graded, "log",
		lines_of(graded ? NULL : reason), "cause", cause, "data", "status",
		words_json(string_of(result, "status"), TEXT_BYTES), "dependency");
}

static json_t *results_of(const json_t *result)
{
	json_t *checks = json_pack("[o]", first_check(result));
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
		json_array_append_new(checks, check_of(row));
	return checks;
}

static json_t *error_of(const t_export *about)
{
	char *words = words_of_failure(about);
	json_t *error = json_pack("{s:s, s:o, s:[], s:{s:b, s:s}, s:{}}", "type",
		"GraderFailed", "value", words_json(about->wrong, TEXT_BYTES),
		"traceback", "actions", "show_traceback", 0, "message", words, "data");

	free(words);
	return error;
}

void check50_write(FILE *out, const t_export *about)
{
	int failed = about->result == NULL;

	words_dump(out, json_pack("{s:o, s:o, s:s}", "slug",
				words_json(about->lesson, TEXT_BYTES),
				failed ? "error" : "results",
				failed ? error_of(about) : results_of(about->result),
				"version", VERSION));
}
