/* The formats of the exports, as those systems describe them: each as strict as it can
 * be. */

#include "valid.h"

#include "all.h"
#include "helpers.h"
#include "read_csv.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

/* The most that the kernel takes as one variable of the environment, where the result of
 * Classroom goes. */
#define VARIABLE_BYTES (128 << 10)

/* How many rows have this status. */
static size_t rows_of_status(const json_t *result, const char *status)
{
	size_t count = 0;
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
		count += is_status(row, status);
	return count;
}

/* How many of them count. */
static size_t counting(const json_t *result, const char *status)
{
	size_t count = 0;
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
		count += is_status(row, status) && row_counts(row);
	return count;
}

/* How many count for nothing. */
static size_t uncounted(const json_t *result)
{
	size_t count = 0;
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
		count += !row_counts(row);
	return count;
}

/* How many of them did not pass. */
static size_t without_cost(const json_t *result)
{
	size_t count = 0;
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
		count += !is_status(row, "passed") && !row_counts(row);
	return count;
}

/* How many rows were graded. */
static size_t graded_rows(const json_t *result)
{
	return json_array_size(json_object_get(result, "rows")) -
	       rows_of_status(result, "not-graded");
}

static json_t *load(const char *text)
{
	json_error_t error;
	json_t *value = json_loads(text, 0, &error);

	ck_assert_msg(value != NULL, "%s in:\n%.2000s", error.text, text);
	return value;
}

#define UNPACK(value, ...)                                                               \
	ck_assert_msg(json_unpack_ex(value, &error, JSON_STRICT, __VA_ARGS__) == 0,      \
		"%s", error.text)

static void gradescope_test(const json_t *test, int *score, int *max_score, int *passed)
{
	json_error_t error;
	const char *name, *number, *status, *output, *tag;
	int points, most;

	UNPACK((json_t *)test, "{s:s, s:s, s:i, s:i, s:s, s:s, s:[s!]}", "name", &name,
		"number", &number, "score", &points, "max_score", &most, "status",
		&status, "output", &output, "tags", &tag);
	ck_assert(strcmp(status, "passed") == 0 || strcmp(status, "failed") == 0);
	ck_assert(most == 0 || (strcmp(status, "passed") == 0) == (points == most));
	ck_assert_int_eq(most == 0, strstr(name, "(does not count)") != NULL);
	ck_assert_msg(strcmp(status, "passed") == 0 || *output != '\0',
		"%s: failed without a word", name);
	*score += points;
	*max_score += most;
	*passed += strcmp(status, "passed") == 0;
}

static void valid_gradescope(const char *text, const json_t *result)
{
	json_error_t error;
	json_t *value = load(text), *tests, *test;
	const char *output, *format, *of_tests, *of_names, *visibility, *lesson, *status;
	int score, sum = 0, most = 0, passed = 0;
	size_t index;

	UNPACK(value, "{s:i, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:o}", "score",
		&score, "output", &output, "output_format", &format, "test_output_format",
		&of_tests, "test_name_format", &of_names, "stdout_visibility",
		&visibility, "extra_data", "lesson", &lesson, "status", &status, "tests",
		&tests);
	ck_assert_str_eq(visibility, "hidden");
	ck_assert(strcmp(format, "text") == 0 && strcmp(of_tests, "text") == 0 &&
		  strcmp(of_names, "text") == 0);
	json_array_foreach(tests, index, test)
		gradescope_test(test, &sum, &most, &passed);
	ck_assert_int_eq(score, sum);
	ck_assert_int_eq(score, result == NULL ? 0 : score_in(result));
	ck_assert_int_eq(most, int_of(result, "max_score"));
	ck_assert_uint_eq(
		json_array_size(tests), result == NULL ? 0 : graded_rows(result));
	ck_assert_int_eq(
		passed, result == NULL ? 0 : (int)rows_of_status(result, "passed"));
	ck_assert_str_eq(status, result == NULL ? "grader-failed" : status_in(result));
	if (result == NULL)
		ck_assert_ptr_nonnull(strstr(output, "no fault of the submission"));
	else if (!is_status(result, "graded"))
		ck_assert_ptr_nonnull(strstr(output, string_of(result, "reason")));
	json_decref(value);
}

/* What the reporter may print, and no line of it may be a command of the runner. */
static void expect_no_command(const char *text)
{
	ck_assert_msg(strstr(text, "::") == NULL && strstr(text, "##[") == NULL,
		"a command: %s", text);
}

static int classroom_test(const json_t *test)
{
	json_error_t error;
	const char *name, *status, *message, *code, *file;
	int score, line;
	double duration;

	UNPACK((json_t *)test, "{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:F}", "name", &name,
		"status", &status, "score", &score, "message", &message, "test_code",
		&code, "filename", &file, "line_no", &line, "duration", &duration);
	ck_assert(strcmp(status, "pass") == 0 || strcmp(status, "fail") == 0 ||
		  strcmp(status, "error") == 0);
	ck_assert(score == 0 || strcmp(status, "pass") == 0);
	ck_assert_msg(*message != '\0' || strcmp(status, "pass") == 0,
		"%s: lost without a word", name);
	expect_no_command(name);
	expect_no_command(message);
	expect_no_command(code);
	expect_no_command(file);
	return score;
}

static void valid_classroom(const char *text, const json_t *result)
{
	json_error_t error;
	json_t *value = load(text), *tests, *test;
	const char *status;
	int version, most, sum = 0;
	size_t index;

	UNPACK(value, "{s:i, s:s, s:i, s:o}", "version", &version, "status", &status,
		"max_score", &most, "tests", &tests);
	ck_assert_int_eq(version, 1);
	json_array_foreach(tests, index, test)
		sum += classroom_test(test);
	ck_assert_int_eq(most, result == NULL ? 100 : int_of(result, "max_score"));
	ck_assert_int_eq(sum, result == NULL ? 0 : score_in(result));
	ck_assert_str_eq(status, result == NULL        ? "error"
				 : is_complete(result) ? "pass"
						       : "fail");
	ck_assert_uint_eq(json_array_size(tests),
		result == NULL ? 1 : graded_rows(result) + !is_status(result, "graded"));
	ck_assert_uint_lt((strlen(text) + 2) / 3 * 4 + 100, VARIABLE_BYTES);
	json_decref(value);
}

/* seen: the names of the checks before, one of which this one depends on. */
static void check50_check(const json_t *check, json_t *seen, int *score)
{
	json_error_t error;
	const char *name, *description;
	json_t *passed, *log, *cause, *data, *dependency, *line;
	size_t index;

	UNPACK((json_t *)check, "{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "name", &name,
		"description", &description, "passed", &passed, "log", &log, "cause",
		&cause, "data", &data, "dependency", &dependency);
	ck_assert(json_is_boolean(passed) || json_is_null(passed));
	/* What does not count is no failure. */
	ck_assert(!json_is_false(passed) || json_object_get(data, "max_points") == NULL ||
		  int_of(data, "max_points") != 0);
	ck_assert_int_eq(json_is_true(passed), json_is_null(cause));
	ck_assert(json_is_array(log) && json_is_object(data));
	json_array_foreach(log, index, line)
		ck_assert(strpbrk(json_string_value(line), "\r\n") == NULL);
	if (json_is_object(cause))
		ck_assert_msg(*string_of(cause, "rationale") != '\0' &&
				      json_object_get(cause, "help") != NULL,
			"%s: no reason, or no help", name);
	ck_assert_int_eq(json_is_string(json_object_get(cause, "expected")),
		json_is_string(json_object_get(cause, "actual")));
	ck_assert_msg(
		json_is_null(dependency)
			? json_object_size(seen) == 0
			: json_object_get(seen, json_string_value(dependency)) != NULL,
		"%s depends on what is not there", name);
	ck_assert_msg(
		json_object_get(seen, name) == NULL, "two checks are called %s", name);
	json_object_set_new(seen, name, json_true());
	*score += int_of(data, "points");
}

static void check50_error(json_t *details)
{
	json_error_t error;
	const char *type, *why, *message;
	json_t *traceback, *data;
	int shown;

	UNPACK(details, "{s:s, s:s, s:o, s:{s:b, s:s}, s:o}", "type", &type, "value",
		&why, "traceback", &traceback, "actions", "show_traceback", &shown,
		"message", &message, "data", &data);
	ck_assert(json_is_array(traceback) && json_is_object(data) && *why != '\0' &&
		  !shown);
}

static void valid_check50(const char *text, const json_t *result)
{
	json_error_t error;
	json_t *value = load(text), *results, *check, *seen = json_object();
	const char *slug, *version;
	int score = 0;
	size_t index;

	UNPACK(value, "{s:s, s:o, s:s}", "slug", &slug,
		result == NULL ? "error" : "results", &results, "version", &version);
	if (result == NULL)
		check50_error(results);
	else
	{
		json_array_foreach(results, index, check)
			check50_check(check, seen, &score);
		ck_assert_uint_eq(json_array_size(results),
			json_array_size(json_object_get(result, "rows")) + 1);
		ck_assert_int_eq(json_is_true(json_object_get(
					 json_array_get(results, 0), "passed")),
			is_status(result, "graded"));
		ck_assert_int_eq(score, score_in(result));
	}
	json_decref(seen);
	json_decref(value);
}

/* What holds of any JUnit file, and what the result says. */
static char *junit_truths(const json_t *result)
{
	if (result == NULL)
		return text_copy("/testsuites/testsuite[@tests=1 and @errors=1 and "
				 "testcase/error[@type=\"grader-failed\"]]");
	return text_format(
		"/testsuites/testsuite[@tests=%zu and @failures=%zu and @skipped=%zu and "
		"@errors=%zu and properties/property[@name=\"score\" and @value=%d] and "
		"properties/property[@name=\"status\" and @value=\"%s\"] and "
		"%s(testcase[1]/error[@type=\"%s\"])]",
		json_array_size(json_object_get(result, "rows")) + 1,
		counting(result, "failed"),
		counting(result, "not-run") + counting(result, "not-graded") +
			without_cost(result),
		counting(result, "crashed") + counting(result, "timed-out") +
			!is_status(result, "graded"),
		score_in(result), status_in(result),
		is_status(result, "graded") ? "not" : "boolean", status_in(result));
}

static void valid_junit(const char *text, const json_t *result)
{
	char *folder = test_folder();
	char *truths = junit_truths(result);

	put(folder, "junit.xml", text);
	t_outcome outcome = shell(
		"cd %s && xmllint --nonet --noout --relaxng ../../grader/tests/junit.rng junit.xml && "
		"xmllint --nonet --xpath 'boolean(/testsuites/testsuite[@tests=count(testcase) and "
		"@failures=count(testcase/failure) and @errors=count(testcase/error) and "
		"@skipped=count(testcase/skipped)]) and boolean(%s) and "
		"count(//testcase[@name=preceding::testcase/@name]) = 0' junit.xml",
		folder, truths);
	ck_assert_msg(outcome_good(&outcome) && strstr(outcome.output, "true") != NULL,
		"%s\n%.1000s\n%.3000s", truths, outcome.output, text);
	outcome_free(&outcome);
	free(truths);
	drop_folder(folder);
}

/* The cell under this name. */
static const char *cell(const json_t *table, const char *name)
{
	size_t index;
	json_t *header;

	json_array_foreach(json_array_get(table, 0), index, header)
	{
		if (strcmp(json_string_value(header), name) == 0)
			return json_string_value(
				json_array_get(json_array_get(table, 1), index));
	}
	ck_abort_msg("there is no column %s", name);
}

static void valid_csv(const char *text, const json_t *result)
{
	json_t *table = read_csv(text, strlen(text));
	json_t *line = json_array_get(table, 1), *value;
	size_t fixed = 7, index;
	int sum = 0, empty = 0;

	ck_assert_uint_eq(json_array_size(table), 2);
	ck_assert_uint_eq(
		json_array_size(line), json_array_size(json_array_get(table, 0)));
	ck_assert_uint_eq(json_array_size(line),
		fixed + json_array_size(json_object_get(result, "rows")));
	json_array_foreach(line, index, value)
	{
		ck_assert(strchr("=+-@\t\r", json_string_value(value)[0]) == NULL ||
			  json_string_length(value) == 0);
		sum += index < fixed ? 0 : atoi(json_string_value(value));
		empty += index >= fixed && json_string_length(value) == 0;
	}
	ck_assert_str_eq(cell(table, "status"),
		result == NULL ? "grader-failed" : status_in(result));
	ck_assert_int_eq(sum, result == NULL ? 0 : score_in(result));
	ck_assert_int_eq(empty, result == NULL ? 0
					       : (int)(counting(result, "not-graded") +
							 uncounted(result)));
	if (result == NULL)
		ck_assert(
			*cell(table, "score") == '\0' && *cell(table, "reason") != '\0');
	else
		ck_assert_int_eq(
			atoi(cell(table, "max_score")), int_of(result, "max_score"));
	json_decref(table);
}

void expect_valid(const char *format, const char *text, const json_t *result)
{
	static const struct
	{
		const char *name;
		void (*valid)(const char *text, const json_t *result);
	} formats[] = {{"gradescope", valid_gradescope}, {"classroom", valid_classroom},
		{"check50", valid_check50}, {"junit", valid_junit}, {"csv", valid_csv}};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (strcmp(formats[i].name, format) == 0)
		{
			formats[i].valid(text, result);
			return;
		}
	ck_abort_msg("nothing is known of the format %s", format);
}
