/* The rubric's parser: what it refuses, and in which words. */

#include "all.h"
#include "helpers.h"
#include "promise.h"
#include "rubric.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define HEAD                                                                                                 \
	"{\"title\": \"t\", \"contract\": \"c.h\", \"files\": [\"a.c\"], \"api\": [\"f\"], \"foundation\": " \
	"\"one\", "                                                                                          \
	"\"rows\": ["
#define ROW(name, points)                                                                \
	"{\"name\": \"" name "\", \"heading\": \"memory\", \"points\": " points          \
	", \"sentence\": \"s\", \"promise\": "                                           \
	"\"the promise *a\"}"

#define ROW_HINTS                                                                        \
	"{\"name\": \"one\", \"heading\": \"memory\", \"points\": 100, "                 \
	"\"sentence\": \"s\", \"promise\": \"the promise *a\", \"hints\": "

#define STUB(points) "{\"hidden\": true, \"heading\": \"fork\", \"points\": " points "}"

/* Reads this rubric; returns what is wrong with it. */
static char *read_text(t_rubric *rubric, const char *text)
{
	char *folder = test_folder();
	char *path = text_format("%s/rubric.json", folder);

	put(folder, "c.h", "first line\n\t * - the\n\t *   promise *a\n");
	put(folder, "rubric.json", text);
	char *wrong = rubric_read(rubric, path, folder);
	free(path);
	drop_folder(folder);
	return wrong;
}

static void expect_wrong(const char *text, const char *words)
{
	t_rubric rubric;
	char *wrong = read_text(&rubric, text);

	ck_assert_msg(wrong != NULL, "accepted: %s", text);
	ck_assert_msg(
		strstr(wrong, words) != NULL, "\"%s\" does not say \"%s\"", wrong, words);
	free(wrong);
}

/* The same for a rubric with these files and this api. */
static void expect_wrong_lists(const char *files, const char *api, const char *words)
{
	char *text = text_format(
		"{\"title\": \"t\", \"contract\": \"c.h\", \"files\": %s, \"api\": %s, "
		"\"foundation\": \"one\", \"rows\": [" ROW("one", "100") "]}",
		files, api);

	expect_wrong(text, words);
	free(text);
}

START_TEST(a_good_rubric_is_read)
{
	t_rubric rubric;
	char *wrong =
		read_text(&rubric, HEAD ROW("one", "60") ", " ROW("two", "40") "]}");

	ck_assert_msg(wrong == NULL, "%s", wrong);
	ck_assert_uint_eq(rubric.count, 2);
	ck_assert_int_eq(rubric.rules[1].points, 40);
	ck_assert_int_eq(rubric.rules[1].promise_line, 2);
	ck_assert_int_eq(rubric.rules[0].needs, -1);
	ck_assert_int_eq(rubric.rules[1].needs, 0);
	rubric_free(&rubric);
}
END_TEST

START_TEST(points_are_asked_for)
{
	expect_wrong(HEAD ROW("one", "-5") "]}", "no points");
	expect_wrong(HEAD ROW("one", "\"5\"") "]}", "Expected");
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"sentence\": \"s\", \"promise\": \"first\"}]}",
		"no points");
}
END_TEST

#define JUDGED(points, requires)                                                         \
	"{\"name\": \"judged\", \"heading\": \"memory\", \"points\": " points            \
	", \"sentence\": \"s\", "                                                        \
	"\"promise\": \"first\", \"judge\": \"memcheck-leaks\", \"requires\": " requires "}"

/* The README says so: a row's points are given to others, and it stays. */
START_TEST(a_row_may_have_0_points)
{
	t_rubric rubric;
	char *wrong = read_text(
		&rubric, HEAD ROW("one", "60") ", " ROW("two", "0") ", " STUB(
				 "0") ", " JUDGED("40", "[\"one\", \"two\"]") "]}");

	ck_assert_msg(wrong == NULL, "%s", wrong);
	ck_assert_int_eq(rubric.rules[1].points, 0);
	ck_assert(rule_counts(&rubric.rules[0]) && !rule_counts(&rubric.rules[1]));
	/* What memcheck finds there would cost the points of another row. */
	ck_assert(
		rule_is_watched(&rubric.rules[0]) && !rule_is_watched(&rubric.rules[1]));
	rubric_free(&rubric);
	expect_wrong(HEAD ROW("one", "0") ", " ROW("two", "100") "]}",
		"every other row needs it");
	expect_wrong(HEAD ROW("one", "60") ", " ROW("two", "0") "]}", "add up to 60");
}
END_TEST

START_TEST(points_are_no_more_than_a_lesson_has)
{
	expect_wrong(HEAD ROW("one", "101") "]}", "more than 100 points");
	/* Cut down to 32 bits, these are 100; and these add up to less than nothing. */
	expect_wrong(HEAD ROW("one", "4294967396") "]}", "more than 100 points");
	expect_wrong(HEAD ROW("one", "2147483647") ", " ROW("two", "2147483647") "]}",
		"more than 100 points");
}
END_TEST

START_TEST(lists_hold_names)
{
	static const char *const files[] = {
		"[]", "{}", "[1]", "[\"\"]", "[\"c\"]", "[\"a.h\"]", "\"a.c\""};
	static const char *const apis[] = {"[]", "7", "[null]", "[\"\"]", "[\"f\", {}]"};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		expect_wrong_lists(files[i], "[\"f\"]", "files is no list");
	for (size_t i = 0; i < sizeof(apis) / sizeof(*apis); i++)
		expect_wrong_lists("[\"a.c\"]", apis[i], "api is no list");
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"points\": 100, \"sentence\": \"s\", "
		"\"promise\": \"first\", \"requires\": \"one\"}]}",
		"requires is no list");
}
END_TEST

START_TEST(points_add_up_to_100)
{
	expect_wrong(HEAD ROW("one", "60") ", " ROW("two", "39") "]}", "add up to 99");
	expect_wrong(HEAD "]}", "add up to 0");
}
END_TEST

START_TEST(a_row_has_one_name)
{
	expect_wrong(
		HEAD ROW("one", "60") ", " ROW("one", "40") "]}", "stands there twice");
}
END_TEST

START_TEST(a_promise_stands_in_the_contract)
{
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"points\": 100, \"sentence\": \"s\", "
		"\"promise\": "
		"\"no such words\"}]}",
		"does not stand exactly once");
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"points\": 100, \"sentence\": \"s\", "
		"\"promise\": \"i\"}]}",
		"does not stand exactly once");
}
END_TEST

/* What is quoted is the whole sentence, without what makes it a comment. */
START_TEST(a_sentence_is_quoted_whole)
{
	static const char contract[] = "#define SIZE 4 /* bytes */\n"
				       "\n"
				       "/*\n"
				       " * Makes it. Returns 0, or\n"
				       " * -1.\n"
				       " *\n"
				       " * - It begins at the\n"
				       " *   lowest address. No size is too large.\n"
				       " * - Size 0: -1\n"
				       " */\n"
				       "int make(void);\n"
				       "enum {\n"
				       "\tONE, /* the first,\n"
				       "\t      * of two */\n"
				       "\tTWO\n"
				       "};\n";
	static const char *const quoted[][2] = {
		{"Makes it", "Makes it. Returns 0, or -1."},
		{"begins at the lowest", "It begins at the lowest address."},
		{"too large", "No size is too large."}, {"Size 0", "Size 0: -1"},
		{"bytes", "#define SIZE 4: bytes"}, {"ONE", "ONE: the first, of two"},
		{"the first, of", "ONE: the first, of two"}, {"nowhere", "nowhere"}};

	for (size_t i = 0; i < sizeof(quoted) / sizeof(*quoted); i++)
	{
		char *sentence = promise_sentence(contract, quoted[i][0]);
		ck_assert_str_eq(sentence, quoted[i][1]);
		free(sentence);
	}
}
END_TEST

START_TEST(hints_are_one_to_three_lines)
{
	static const char *const wrong[] = {
		"[]", "[\"\"]", "\"a\"", "[\"a\\nb\"]", "[\"a\", \"b\", \"c\", \"d\"]"};
	t_rubric rubric;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
	{
		char *text = text_format(HEAD ROW_HINTS "%s}]}", wrong[i]);
		expect_wrong(text, "hint");
		free(text);
	}
	ck_assert_ptr_null(read_text(&rubric, HEAD ROW_HINTS "[\"a\", \"b\"]}]}"));
	ck_assert_uint_eq(json_array_size(rubric.rules[0].hints), 2);
	rubric_free(&rubric);
}
END_TEST

START_TEST(other_mistakes_are_told)
{
	expect_wrong("", "line 1");
	expect_wrong("{\"title\": \"t\"", "line 1");
	expect_wrong("[]", "Expected object");
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"style\", \"points\": 100, \"sentence\": \"s\", "
		"\"promise\": "
		"\"first\"}]}",
		"no heading \"style\"");
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"points\": 100, \"sentence\": \"\", "
		"\"promise\": "
		"\"first\"}]}",
		"no sentence");
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"points\": 100, \"sentence\": \"s\", "
		"\"promise\": "
		"\"first\", \"judge\": \"me\"}]}",
		"no judge \"me\"");
	expect_wrong(HEAD ROW("two", "100") "]}", "foundation");
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"points\": 100, \"sentence\": \"s\", "
		"\"promise\": "
		"\"first\", \"requires\": [\"none\"]}]}",
		"requires what is no row");
}
END_TEST

START_TEST(a_stub_of_a_hidden_row_is_read)
{
	t_rubric rubric;
	char *wrong = read_text(&rubric, HEAD STUB("10") ", " ROW("one", "50") ", " STUB(
						 "15") ", " ROW("two", "25") "]}");

	ck_assert_msg(wrong == NULL, "%s", wrong);
	ck_assert_uint_eq(rubric.count, 4);
	ck_assert_str_eq(rubric.rules[0].name, "hidden_1");
	ck_assert_str_eq(rubric.rules[2].name, "hidden_2");
	ck_assert_str_eq(rubric.rules[2].heading, "fork");
	ck_assert_int_eq(rubric.rules[2].points, 15);
	ck_assert_int_eq(rubric.rules[2].hidden, 1);
	ck_assert_int_eq(rubric.rules[2].judge, JUDGE_ELSEWHERE);
	ck_assert_int_eq(rubric.rules[2].needs, -1);
	ck_assert_int_eq(rule_is_watched(&rubric.rules[2]), 0);
	rubric_free(&rubric);
}
END_TEST

START_TEST(mistakes_in_stubs_are_told)
{
	expect_wrong(
		HEAD STUB("-1") ", " ROW("one", "100") "]}", "hidden_1 has no points");
	expect_wrong(HEAD STUB("101") ", " ROW("one", "100") "]}",
		"hidden_1 has more than 100 points");
	expect_wrong(HEAD STUB("10") ", " ROW("one", "80") "]}", "add up to 90");
	expect_wrong(
		HEAD ROW("one", "80") ", " ROW("hidden_1", "10") ", " STUB("10") "]}",
		"twice");
	expect_wrong(HEAD "{\"hidden\": true, \"points\": 100}]}", "row 1 (hidden): ");
	expect_wrong(HEAD "{\"hidden\": true, \"heading\": \"style\", \"points\": 100}]}",
		"no heading");
	expect_wrong(HEAD
		"{\"hidden\": true, \"heading\": \"fork\", \"points\": 100, \"sentence\": \"s\"}]}",
		"row 1 (hidden): ");
	expect_wrong(HEAD "{\"hidden\": false, \"heading\": \"fork\", \"points\": 100}]}",
		"name");
}
END_TEST

START_TEST(the_foundation_is_not_hidden)
{
	expect_wrong(HEAD
		"{\"name\": \"one\", \"heading\": \"fork\", \"points\": 100, \"sentence\": \"s\", "
		"\"promise\": \"first\", \"hidden\": true}]}",
		"the foundation, one, cannot be hidden");
}
END_TEST

void rubric_tests(void)
{
	const t_tests tests = {"rubric", 10};

	add_tests(tests, a_good_rubric_is_read, 1);
	add_tests(tests, points_are_asked_for, 1);
	add_tests(tests, a_row_may_have_0_points, 1);
	add_tests(tests, points_are_no_more_than_a_lesson_has, 1);
	add_tests(tests, lists_hold_names, 1);
	add_tests(tests, points_add_up_to_100, 1);
	add_tests(tests, a_row_has_one_name, 1);
	add_tests(tests, a_promise_stands_in_the_contract, 1);
	add_tests(tests, a_sentence_is_quoted_whole, 1);
	add_tests(tests, hints_are_one_to_three_lines, 1);
	add_tests(tests, other_mistakes_are_told, 1);
	add_tests(tests, a_stub_of_a_hidden_row_is_read, 1);
	add_tests(tests, mistakes_in_stubs_are_told, 1);
	add_tests(tests, the_foundation_is_not_hidden, 1);
}
