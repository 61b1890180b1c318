/* The terminal report: what it says of a result, plainly and in colours. */

#include "all.h"
#include "report.h"
#include "text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *row(const char *name, const char *status, int points)
{
	return json_pack(
		"{s:s, s:s, s:s, s:i, s:i, s:s, s:s, s:s, s:s, s:n, s:{s:s, s:i, s:s}, s:s, s:n}",
		"name", name, "sentence", "what it does", "heading", "memory", "points",
		points, "max_points", 50, "status", status, "tried",
		"call(1) -> 2\ncall(2) -> 3", "expected", "this", "got", "that",
		"picture", "promise", "file", "c.h", "line", 7, "text", "the promise",
		"command", "make row ROW=x", "needs");
}

static json_t *result_with(json_t *first, json_t *second)
{
	return json_pack(
		"{s:s, s:s, s:s, s:i, s:i, s:s, s:n, s:{s:{s:i, s:i, s:i}}, s:[o, o], s:[], s:{s:s, s:s}}",
		"begin_with", "two", "lesson", "09z_test", "title", "A test", "score", 50,
		"max_score", 100, "status", "graded", "reason", "headings", "memory",
		"score", 50, "max_score", 100, "not_graded", 0, "rows", first, second,
		"notes", "compiler", "command", "gcc", "warnings", "");
}

static char *full(const t_look *look, json_t *result, json_t *previous)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	report_full(out, look, result, previous, 0);
	fclose(out);
	return text;
}

static void expect_words(const char *text, const char *words)
{
	ck_assert_msg(strstr(text, words) != NULL, "\"%s\" is not in:\n%s", words, text);
}

START_TEST(a_failed_row_is_opened)
{
	t_look plain = {.width = 80, .all = 1};
	json_t *result = result_with(row("one", "passed", 50), row("two", "failed", 0));
	char *text = full(&plain, result, NULL);

	expect_words(text, "  ok    50/50 what it does\n");
	expect_words(text, "  FAIL   0/50 two: what it does\n");
	expect_words(
		text, "tried         call(1) -> 2\n                    call(2) -> 3\n");
	expect_words(text, "expected      this\n");
	expect_words(text, "got           that\n");
	expect_words(text, "promise       c.h:7  the promise\n");
	expect_words(text, "run it alone  make row ROW=x\n");
	expect_words(text, "Score 50/100: memory 50/100\n");
	free(text);
	json_decref(result);
}
END_TEST

START_TEST(the_line_where_it_struck_is_shown)
{
	t_look plain = {.width = 80, .all = 1};
	json_t *result = result_with(row("one", "passed", 50), row("two", "crashed", 0));
	json_t *lost = json_array_get(json_object_get(result, "rows"), 1);

	json_object_update_new(lost,
		json_pack("{s:s, s:i, s:{s:i, s:[s, s, s]}}", "file", "a.c", "line", 5,
			"excerpt", "first", 4, "lines", "{", "        b = *a;", "}"));
	char *text = full(&plain, result, NULL);
	expect_words(text, "got           that\n      your line     a.c:5  | b = *a;\n");
	free(text);
	json_decref(result);
}
END_TEST

START_TEST(plain_text_is_ascii_without_codes)
{
	t_look plain = {.width = 80, .all = 1};
	json_t *result =
		result_with(row("one", "passed", 50), row("two", "not-graded", 0));
	char *text = full(&plain, result, NULL);

	for (const char *at = text; *at != '\0'; at++)
		ck_assert_msg(*at == '\n' || (*at >= 32 && *at <= 126),
			"byte 0x%02x in:\n%s", (unsigned char)*at, text);
	free(text);
	json_decref(result);
}
END_TEST

START_TEST(a_terminal_gets_symbols_and_colours)
{
	t_look rich = {1, 1, 80, 0, 1};
	json_t *result = result_with(row("one", "passed", 50), row("two", "failed", 0));
	char *text = full(&rich, result, NULL);

	expect_words(text, "\033[32m  ✓ \033[0m");
	expect_words(text, "\033[31m  ✗ \033[0m");
	free(text);
	json_decref(result);
}
END_TEST

/* What a student has to read fits a screen: passed rows are counted, one row is opened,
 * and of the others one line is told. */
START_TEST(the_usual_report_is_short)
{
	t_look usual = {.width = 80};
	json_t *result = result_with(row("one", "passed", 50), row("two", "failed", 0));
	json_t *rows = json_object_get(result, "rows");

	json_array_append_new(rows, row("other", "failed", 0));
	json_array_append_new(rows, row("like", "failed", 0));
	json_object_set_new(json_array_get(rows, 2), "got",
		json_string(
			"what came was this and much more than would ever fit into one line"
			"\nand a second"));
	for (int i = 0; i < 3; i++)
	{
		json_array_append_new(rows, row("more", "failed", 0));
		json_object_set_new(
			json_array_get(rows, 4 + (size_t)i), "got", json_integer(i));
	}
	char *text = full(&usual, result, NULL);
	expect_words(text, "Memory  50/100, 1 row passed\n");
	expect_words(text, "got           that\n");
	expect_words(text,
		"      what came was this and much more than would ever fit into one line...\n");
	expect_words(text, "  Lost too: like more more more\n");
	ck_assert_ptr_null(strstr(text, "run it alone"));
	free(text);
	usual.all = 1;
	text = full(&usual, result, NULL);
	expect_words(text, "      fails like two; fix that first\n");
	free(text);
	json_decref(result);
}
END_TEST

/* However many are lost before it, and whatever they say. */
START_TEST(the_row_to_begin_with_is_opened)
{
	const t_look usual = {.width = 80};
	json_t *result = result_with(row("one", "failed", 0), row("two", "failed", 0));
	json_t *rows = json_object_get(result, "rows");

	json_array_append_new(rows, row("three", "failed", 0));
	json_array_append_new(rows, row("four", "failed", 0));
	json_object_set_new(result, "begin_with", json_string("four"));
	char *text = full(&usual, result, NULL);
	expect_words(text, "got           that\n");
	expect_words(text, "two: what it does\n      fails like one; fix that first\n");
	ck_assert_ptr_null(strstr(text, "four: what it does\n      fails"));
	free(text);
	json_decref(result);
}
END_TEST

START_TEST(expected_is_green_and_got_is_red)
{
	t_look rich = {1, 1, 80, 0, 0};
	json_t *result = result_with(row("one", "passed", 50), row("two", "failed", 0));
	char *text = full(&rich, result, NULL);

	expect_words(text, "\033[32m      expected      this\n\033[0m");
	expect_words(text, "\033[31m      got           that\n\033[0m");
	free(text);
	json_decref(result);
}
END_TEST

START_TEST(what_did_not_run_is_not_compared)
{
	t_look plain = {.width = 80};
	json_t *result = result_with(row("one", "not-run", 0), row("two", "not-run", 0));
	json_t *previous = json_pack("{s:i, s:s}", "score", 38, "status", "graded");

	json_object_update_new(
		result, json_pack("{s:s, s:s, s:i}", "status", "compile-error", "reason",
				"it does not compile", "score", 0));
	char *text = full(&plain, result, previous);
	expect_words(text, "Score 0/100 (the last one that ran had 38)\n");
	free(text);
	json_decref(previous);
	json_decref(result);
}
END_TEST

START_TEST(the_change_is_told)
{
	t_look plain = {.width = 80, .all = 1};
	json_t *result = result_with(row("one", "passed", 50), row("two", "failed", 0));
	json_t *previous = json_pack("{s:i, s:s}", "score", 38, "status", "graded");
	char *text = full(&plain, result, previous);

	expect_words(text, "Score 50/100 (+12 since the last run): memory 50/100\n");
	free(text);
	json_decref(previous);
	json_decref(result);
}
END_TEST

START_TEST(lines_stay_within_the_width)
{
	t_look narrow = {.width = 50};
	json_t *result = result_with(row("one", "passed", 50), row("two", "failed", 0));
	json_object_set_new(json_array_get(json_object_get(result, "rows"), 1), "got",
		json_string(
			"a sentence that is much longer than what is left of fifty columns behind the name"));
	char *text = full(&narrow, result, NULL);

	expect_words(text,
		"got           a sentence that is much longer\n                    than what is "
		"left of fifty\n");
	free(text);
	json_decref(result);
}
END_TEST

void report_tests(void)
{
	const t_tests tests = {"terminal", 10};

	add_tests(tests, a_failed_row_is_opened, 1);
	add_tests(tests, the_line_where_it_struck_is_shown, 1);
	add_tests(tests, plain_text_is_ascii_without_codes, 1);
	add_tests(tests, a_terminal_gets_symbols_and_colours, 1);
	add_tests(tests, the_usual_report_is_short, 1);
	add_tests(tests, the_row_to_begin_with_is_opened, 1);
	add_tests(tests, expected_is_green_and_got_is_red, 1);
	add_tests(tests, what_did_not_run_is_not_compared, 1);
	add_tests(tests, the_change_is_told, 1);
	add_tests(tests, lines_stay_within_the_width, 1);
}
