/*
 * Gradescope shows a test's output to the student below the test's name. Its score is the
 * one at the top, which is the sum of the tests'. A row that could not be graded is no
 * test: Gradescope has passed and failed, and nothing between.
 */

#include "formats.h"

#include "html_text.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include <stdlib.h>

#define ROW_BYTES 8000

static json_t *test_of(const json_t *row, size_t number)
{
	int passed = is_status(row, "passed");
	char *words = passed ? NULL : words_of_row(row);
	char *sentence = words_sentence(row, ROW_BYTES);
	json_t *test = json_pack("{s:o, s:o, s:i, s:i, s:s, s:o, s:[o]}", "name",
		json_string(sentence), "number", json_sprintf("%zu", number), "score",
		int_of(row, "points"), "max_score", int_of(row, "max_points"), "status",
		passed ? "passed" : "failed", "output", words_json(words, ROW_BYTES),
		"tags", words_json(string_of(row, "heading"), ROW_BYTES));

	free(sentence);
	free(words);
	return test;
}

static json_t *tests_of(const json_t *result)
{
	json_t *tests = json_array();
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (!is_status(row, "not-graded"))
			json_array_append_new(tests, test_of(row, index + 1));
	}
	return tests;
}

void gradescope_write(FILE *out, const t_export *about)
{
	const char *status = about->result == NULL ? "grader-failed"
						   : html_string(about->result, "status");
	char *output = about->result == NULL ? words_of_failure(about)
					     : words_of_result(about->result);

	/* Texts of submissions are shown as text, never as markup; what the scripts print
	 * is for instructors. */
	words_dump(out,
		json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:{s:o, s:o}, s:o}", "score",
			int_of(about->result, "score"), "output", output, "output_format",
			"text", "test_output_format", "text", "test_name_format", "text",
			"stdout_visibility", "hidden", "extra_data", "lesson",
			words_json(about->lesson, 200), "status", words_json(status, 100),
			"tests", tests_of(about->result)));
	free(output);
}
