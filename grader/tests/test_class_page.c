/* The class page and the feedback of a class: the figures are right, what was handed in
 * stays text, what is missing harms nobody. */

#include "all.h"
#include "class_like.h"
#include "file.h"
#include "helpers.h"
#include "read_page.h"
#include "result_like.h"
#include "small_class.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Six students: 100, 60 and 40 points, one that does not compile, one that handed nothing
 * in, and one without a result. */
static void lay_out_six(const char *run)
{
	write_class(run, json_pack("[o, o, o, o, o, o]", student_like("fay", "Fay"),
				 student_like("cyd", "Cyd"), student_like("bob", "Bob"),
				 student_like("ann", "Ann"), student_like("eve", "Eve"),
				 student_like("dan", "Dan")));
	write_result(
		run, "ann", result_like(LESSON, two_rows(NULL, NULL)), "graded", 100);
	write_result(run, "bob", result_like(LESSON, two_rows("seldom", "often")),
		"graded", 60);
	write_result(
		run, "cyd", result_like(LESSON, two_rows(NULL, "often")), "graded", 40);
	write_result(run, "dan", result_like(LESSON, json_array()), "compile-error", 0);
	write_result(run, "eve", result_like(LESSON, json_array()), "missing", 0);
}

START_TEST(the_page_says_who_lost_what)
{
	char *run = test_folder();
	char *page;

	lay_out_six(run);
	char *words = make_page(run, &page);
	expect_in(words,
		"0 to 9 percent: 1. 10 to 19 percent: 0. 20 to 29 percent: 0. 30 to 39 percent: 0. 40 to 49 "
		"percent: 1. 50 to 59 percent: 0. 60 to 69 percent: 1. ");
	expect_in(words, "All points: 1.");
	expect_in(words, "mean50.0 %median50.0 %middle half30 to 70 %all points1");
	expect_in(words,
		"3 were graded, 1 does not compile, 1 has no answer, 1 has no result");
	expect_order(words, "two what else2 of 3", "one what it does1 of 3");
	expect_order(words, "2× often Cyd, Bob", "1× seldom Bob");
	expect_in(page, "href=\"feedback/cyd.html\"");
	expect_in(page, "aria-label=\"2 of 2 rows passed\"");
	expect_in(
		words, "Ann100Bob60Cyd40Dan0does not compileEve–no answerFay–no result");
	free(words);
	free(page);
	drop_folder(run);
}
END_TEST

static const char *const g_hostile[][2] = {
	{"<script>alert(1)</script>", "<script>alert(1)</script>"},
	{"' onload=\"x\" \"><img src=x>", "' onload=\"x\" \"><img src=x>"},
	{"]]> <![CDATA[ --> &nbsp;", "]]> <![CDATA[ --> &nbsp;"},
	{"\033[31m\xe2\x80\xae, \"=cmd()\"", "\\x1b[31m\\xe2\\x80\\xae, \"=cmd()\""},
};

START_TEST(names_and_messages_stay_text)
{
	const char *hostile = g_hostile[_i][0];
	char *run = test_folder();
	json_t *result = result_like(
		LESSON, json_pack("[o]", lost_row(hostile, hostile, hostile)));
	char *page;

	write_class(run, json_pack("[o]", student_like("ann", hostile)));
	json_object_set_new(result, "title", json_string(hostile));
	write_result(run, "ann", result, "graded", 40);
	char *words = make_page(run, &page);
	/* The title; the row's name and sentence twice; the message; the name beside it
	 * and its strip. */
	ck_assert_int_eq(times_in(words, g_hostile[_i][1]), 8);
	free(words);
	free(page);
	drop_folder(run);
}
END_TEST

/* Whatever stands where a result should be, it is that student's matter. */
START_TEST(a_broken_result_is_no_end_of_the_page)
{
	static const char *const broken[] = {"", "{", "[]", "{\"rows\": 3}",
		"{\"rows\": []}",
		"{\"status\": \"graded\", \"score\": -5, \"max_score\": -1, \"rows\": [1, {}, {\"name\": 3, "
		"\"status\": \"failed\"}]}",
		"{\"status\": \"graded\", \"score\": 999, \"max_score\": 10, \"rows\": [{\"name\": \"one\", "
		"\"status\": \"odd\"}]}"};
	char *run = test_folder();
	char *folder = text_format("%s/results/bob", run);
	char *page;

	write_class(run, json_pack("[o, o]", student_like("ann", "Ann"),
				 student_like("bob", "Bob")));
	write_result(
		run, "ann", result_like(LESSON, two_rows(NULL, "often")), "graded", 50);
	ck_assert_int_eq(folder_make(folder), 0);
	put(folder, LESSON ".json", broken[_i]);
	char *words = make_page(run, &page);
	expect_in(words, "Ann50");
	expect_in(words, "two what else1 of 1");
	expect_in(words, _i < 5 ? "Bob–no result" : "Bob");
	expect_in(words, _i < 5 ? "mean50.0 %" : _i == 5 ? "mean25.0 %" : "mean75.0 %");
	free(words);
	free(page);
	free(folder);
	drop_folder(run);
}
END_TEST

/* A mean of nothing is none. */
START_TEST(a_class_without_results_has_no_mean)
{
	char *run = test_folder();
	char *page;

	write_class(run, json_pack("[o]", student_like("ann", "Ann")));
	char *words = make_page(run, &page);
	expect_in(words, "handed in0 of 1");
	expect_in(words, "1 has no result");
	expect_in(words, "Nobody has lost a row.");
	ck_assert_ptr_null(strstr(words, "median"));
	free(words);
	free(page);
	drop_folder(run);
}
END_TEST

START_TEST(what_is_no_run_is_said_and_changes_nothing)
{
	char *run = test_folder();
	size_t size;
	char *path = text_format("%s/class.html", run);

	put(run, "class.html", "before");
	put(run, CLASS_FILE, "{\"lessons\": 3");
	t_outcome outcome = publish_held(run);
	ck_assert_int_eq(outcome.code, 2);
	expect_in(outcome.output, "is no run of a class");
	char *there = file_read(path, 100, &size);
	ck_assert_str_eq(there, "before");
	free(there);
	outcome_free(&outcome);
	free(path);
	drop_folder(run);
}
END_TEST

/* The text of the page that ann gets. */
static char *feedback_of(const char *run)
{
	t_outcome outcome = publish_held(run);
	char *elements;
	char *words = read_written(run, "feedback/ann.html", &elements);

	outcome_free(&outcome);
	free(elements);
	return words;
}

START_TEST(hidden_rows_are_named_to_instructors_only)
{
	char *run = test_folder();
	json_t *row =
		with(lost_row("secret_row", "a secret sentence", "a secret message"),
			"hidden", json_true());
	with(row, "seconds", json_real(0.5));
	json_t *result = result_like(LESSON,
		json_pack("[o, o]", row, lost_row("open_row", "what it does", "told")));
	char *page;

	write_class(run, json_pack("[o]", student_like("ann", "Ann")));
	write_result(run, "ann", result, "graded", 0);
	char *words = make_page(run, &page);
	expect_in(words, "secret_row hidden a secret sentence");
	expect_in(words, "a secret message");
	free(words);
	words = feedback_of(run);
	ck_assert_ptr_null(strstr(words, "secret"));
	expect_in(words, "a hidden row");
	expect_in(words, "told");
	free(words);
	free(page);
	drop_folder(run);
}
END_TEST

/* The name is the window's title and the page's heading, and no more than a name in
 * both. */
START_TEST(feedback_says_whose_it_is)
{
	char *run = test_folder();
	json_t *result = result_like(LESSON, two_rows(NULL, "often"));
	char *title = text_format("Arenas: the report of %s", g_hostile[_i][1]);

	write_class(run, json_pack("[o]", student_like("ann", "Ann")));
	write_result(run, "ann", with(result, "student", json_string(g_hostile[_i][0])),
		"graded", 50);
	char *words = feedback_of(run);
	ck_assert_int_eq(times_in(words, title), 2);
	free(words);
	free(title);
	drop_folder(run);
}
END_TEST

START_TEST(who_has_no_result_is_told_so)
{
	char *run = test_folder();
	char *words;

	put(run, CLASS_FILE,
		_i == 0 ? "{\"lessons\": [], \"students\": [{\"key\": \"ann\", \"name\": \"Ann\"}]}"
			: "{\"lessons\": [\"" LESSON
			  "\"], \"students\": [{\"key\": \"ann\", \"name\": \"Ann\"}]}");
	words = feedback_of(run);
	expect_in(words, "There is no result");
	free(words);
	drop_folder(run);
}
END_TEST

/* A submission that waits is found, however many are quick. */
START_TEST(the_slowest_comes_first)
{
	char *run = test_folder();
	char *page;

	write_class(run, json_pack("[o, o, o]", student_like("ann", "Ann"),
				 student_like("bob", "Bob"), student_like("cyd", "Cyd")));
	write_result(run, "ann",
		result_like(LESSON, json_pack("[o]", with(passed_row("one", "x"),
							     "seconds", json_real(1.5)))),
		"graded", 50);
	write_result(run, "bob",
		result_like(LESSON, json_pack("[o]", with(passed_row("one", "x"),
							     "seconds", json_real(0.5)))),
		"graded", 50);
	json_t *late = with(lost_row("one", "x", "it ran out of time"), "status",
		json_string("timed-out"));
	write_result(run, "cyd",
		result_like(LESSON,
			json_pack("[o]", with(late, "seconds", json_real(10.25)))),
		"graded", 0);
	char *words = make_page(run, &page);
	char *slow = strstr(words, "Slowest submissions");
	ck_assert_ptr_nonnull(slow);
	expect_order(slow, "Cyd10.25 s1 row timed out", "Ann1.50 s");
	ck_assert_ptr_null(strstr(slow, "Bob"));
	free(words);
	free(page);
	drop_folder(run);
}
END_TEST

START_TEST(a_thousand_students_stay_a_page)
{
	char *run = test_folder();
	char *page;

	lay_out_class(run, 1000, 1, 40);
	free(make_page(run, &page));
	expect_in(page, "class=\"overview\"");
	for (size_t i = 0; i < 1000; i++)
	{
		char *link = text_format("<a href=\"feedback/student%zu.html\">", i);
		expect_in(page, link);
		free(link);
	}
	free(page);
	drop_folder(run);
}
END_TEST

void class_page_tests(void)
{
	const t_tests tests = {"class page", 60};

	add_tests(tests, the_page_says_who_lost_what, 1);
	add_tests(tests, names_and_messages_stay_text, 4);
	add_tests(tests, a_broken_result_is_no_end_of_the_page, 7);
	add_tests(tests, a_class_without_results_has_no_mean, 1);
	add_tests(tests, what_is_no_run_is_said_and_changes_nothing, 1);
	add_tests(tests, hidden_rows_are_named_to_instructors_only, 1);
	add_tests(tests, feedback_says_whose_it_is, 4);
	add_tests(tests, who_has_no_result_is_told_so, 2);
	add_tests(tests, the_slowest_comes_first, 1);
	add_tests(tests, a_thousand_students_stay_a_page, 1);
}
