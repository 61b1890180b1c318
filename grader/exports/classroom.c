/*
 * GitHub Classroom's reporter gets this in an environment variable, prints of it what it
 * likes, and records the sum of the tests' scores, whatever it printed. So each row that
 * was graded is a test with its own score, and max_score always stands there: without it
 * the reporter forgets the whole lesson.
 */

#include "formats.h"

#include "html_text.h"
#include "rubric.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The kernel takes no environment variable of more than 128 KiB, and base64 makes four
 * bytes of three. */
#define ALL_BYTES (90 << 10)
/* A text is cut down to so many bytes, and to half as many until all of them fit. */
#define TEXT_BYTES 4000

/*
 * The runner takes a printed line that begins with two colons, or has ##[ in it, for a
 * command, and the score itself comes to Classroom by such a line. So neither may come
 * out of a submission.
 */
static void defuse(char *text)
{
	for (; *text != '\0'; text++)
	{
		if (text[0] == ':' && text[1] == ':')
			text[1] = '.';
		if (strncmp(text, "##[", 3) == 0)
			text[1] = '.';
	}
}

static json_t *harmless(const char *text, size_t most)
{
	char *words = words_within(text == NULL ? "" : text, most);

	defuse(words);
	json_t *string = json_string(words);
	free(words);
	return string;
}

/* Where a test has no line, the reporter wants 0: it prints any other word. */
static json_t *test_of(const json_t *row, size_t most)
{
	static const char *const names[] = {"fail", "pass", "error"};
	int passed = is_status(row, "passed");
	int broke = is_status(row, "crashed") || is_status(row, "timed-out");
	char *words = passed ? text_copy("") : words_of_row(row);
	char *sentence = words_sentence(row, most);
	char *message = broke ? text_format("%s\n%s", sentence, words) : text_copy(words);
	json_t *test = json_pack("{s:o, s:s, s:i, s:o, s:o, s:o, s:i, s:f}", "name",
		harmless(sentence, SIZE_MAX), "status",
		names[passed    ? 1
			: broke ? 2
				: 0],
		"score", int_of(row, "points"), "message", harmless(message, most),
		"test_code", harmless(string_of(row, "command"), most), "filename",
		harmless(string_of(row, "file"), most), "line_no", int_of(row, "line"),
		"duration", 1000 * json_number_value(json_object_get(row, "seconds")));

	free(sentence);
	free(message);
	free(words);
	return test;
}

/* What is to be said of the whole submission; an array without any test would be 0/0,
 * which is no number. */
static json_t *whole(const char *name, const char *message, size_t most)
{
	return json_pack("{s:s, s:s, s:i, s:o, s:s, s:s, s:i, s:f}", "name", name,
		"status", "error", "score", 0, "message", harmless(message, most),
		"test_code", "", "filename", "", "line_no", 0, "duration", 0.0);
}

static json_t *tests_of(const json_t *result, size_t most)
{
	json_t *tests = json_array();
	size_t index;
	json_t *row;

	if (!is_status(result, "graded"))
		json_array_append_new(tests,
			whole(WORDS_SUBMISSION, html_string(result, "reason"), most));
	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (!is_status(row, "not-graded"))
			json_array_append_new(tests, test_of(row, most));
	}
	return tests;
}

/* The whole object, as a new string of one line. */
static char *object_of(const t_export *about, size_t most)
{
	const json_t *result = about->result;
	const char *status = result == NULL        ? "error"
			     : is_complete(result) ? "pass"
						   : "fail";
	char *failure = words_of_failure(about);
	json_t *object = json_pack("{s:i, s:s, s:i, s:o}", "version", 1, "status", status,
		"max_score", result == NULL ? RUBRIC_TOTAL : int_of(result, "max_score"),
		"tests",
		result == NULL
			? json_pack("[o]", whole("the grader works", failure, most))
			: tests_of(result, most));
	char *text = json_dumps(object, JSON_COMPACT);

	json_decref(object);
	free(failure);
	return text;
}

void classroom_write(FILE *out, const t_export *about)
{
	size_t most = TEXT_BYTES;
	char *text = object_of(about, most);

	while (strlen(text) > ALL_BYTES && most > 1)
	{
		free(text);
		most /= 2;
		text = object_of(about, most);
	}
	fprintf(out, "%s\n", text);
	free(text);
}
