/* The class page and the feedback of a class: the figures are right, what was handed in
 * stays text, what is missing harms nobody. */

#include "all.h"
#include "class_like.h"
#include "class_page.h"
#include "class_page_data.h"
#include "class_page_figures.h"
#include "class_page_said.h"
#include "feedback.h"
#include "file.h"
#include "helpers.h"
#include "read_page.h"
#include "result_like.h"
#include "run_folder.h"
#include "small_class.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A class of 1,000 with three lessons of 40 rows stays below 5 MB. */
#define LESSON_OF_1000 (5000000 / 3)

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

START_TEST(figures_are_those_of_the_class)
{
	char *run = test_folder();
	t_class class;

	lay_out_six(run);
	ck_assert_int_eq(class_read(&class, run), 0);
	t_figures figures = figures_of(&class.lessons[0]);
	ck_assert_uint_eq(figures.count, 4);
	ck_assert_double_eq_tol(figures.mean, 50, 1e-9);
	ck_assert_double_eq_tol(figures.quartiles[0], 30, 1e-9);
	ck_assert_double_eq_tol(figures.quartiles[1], 50, 1e-9);
	ck_assert_double_eq_tol(figures.quartiles[2], 70, 1e-9);
	for (size_t i = 0; i < FIGURE_BINS; i++)
		ck_assert_uint_eq(figures.bins[i], i == 0 || i == 4 || i == 6 || i == 10);
	class_free(&class);
	drop_folder(run);
}
END_TEST

START_TEST(the_page_says_who_lost_what)
{
	char *run = test_folder();
	char *page;

	lay_out_six(run);
	char *words = make_page(run, &page);
	expect_in(page, "0 to 9 percent: 1. 10 to 19 percent: 0. ");
	expect_in(page, "All points: 1.</desc>");
	expect_in(words, "mean50.0 %");
	expect_in(words,
		"3 were graded, 1 does not compile, 1 has no answer, 1 has no result");
	expect_in(words, "two what else2 of 3");
	expect_order(words, "two what else2 of 3", "one what it does1 of 3");
	expect_order(page,
		"<b>2×</b> <q>often</q> <span><a href=\"feedback/cyd.html\">Cyd</a>, "
		"<a href=\"feedback/bob.html\">Bob</a></span>",
		"<q>seldom</q>");
	expect_in(page,
		"<a href=\"feedback/ann.html\">Ann</a><b>100</b><svg class=\"cells\" role=\"img\" "
		"aria-label=\"2 of 2 rows passed\" data-cells=\"pp\"");
	expect_in(page, "data-cells=\"pf\"");
	expect_in(page,
		"<a href=\"feedback/dan.html\">Dan</a><b>0</b><i>does not compile</i>");
	expect_in(page,
		"<a href=\"feedback/eve.html\">Eve</a><b>–</b><i>no answer found</i>");
	expect_in(page, "<a href=\"feedback/fay.html\">Fay</a><b>–</b><i>no result</i>");
	expect_order(page, ">Ann</a><b>", ">Bob</a><b>");
	expect_order(page, ">Bob</a><b>", ">Cyd</a><b>");
	expect_order(page, ">Cyd</a><b>", ">Dan</a><b>");
	expect_order(page, ">Dan</a><b>", ">Eve</a><b>");
	expect_order(page, ">Eve</a><b>", ">Fay</a><b>");
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
	char *wrong = class_page(run);
	ck_assert_ptr_nonnull(wrong);
	expect_in(wrong, "is no run of a class");
	char *there = file_read(path, 100, &size);
	ck_assert_str_eq(there, "before");
	free(there);
	free(wrong);
	free(path);
	drop_folder(run);
}
END_TEST

static void say(t_sayings *sayings, const char *what, size_t student)
{
	char *text = text_format("%s %zu", what, student);

	sayings_add(sayings, text, student);
	free(text);
}

/* The table is full of what was said twice, and what each says comes between what many
 * say. */
START_TEST(what_many_say_is_found_among_what_each_says)
{
	t_sayings sayings = {0};

	for (size_t i = 0; i < 2 * SAID_MOST; i++)
		say(&sayings, "once more", i % SAID_MOST);
	for (size_t i = 0; i < 500; i++)
	{
		sayings_add(&sayings, "many", i);
		say(&sayings, "only", i);
	}
	ck_assert_uint_eq(sayings.count, SAID_MOST);
	sayings_sort(&sayings);
	ck_assert_str_eq(sayings.list[0].text, "many");
	ck_assert_uint_le(sayings.list[0].count - sayings.list[0].before, 500);
	ck_assert_uint_ge(sayings.list[0].count, 500);
	ck_assert_uint_eq(sayings.list[0].students[0], 0);
	sayings_free(&sayings);
}
END_TEST

START_TEST(a_long_text_is_cut_between_characters)
{
	t_sayings sayings = {0};
	char text[SAID_BYTES + 10] = "";

	memset(text, 'x', SAID_BYTES - 1);
	strcat(text, "é and more");
	sayings_add(&sayings, text, 0);
	ck_assert_uint_eq(strlen(sayings.list[0].text), SAID_BYTES - 1);
	sayings_free(&sayings);
}
END_TEST

static char *feedback_of(const char *run, const json_t *results)
{
	char *folder = text_format("%s/feedback", run);
	char *path = text_format("%s/ann.html", folder);
	size_t size;
	char *ids;

	ck_assert_int_eq(folder_make(folder), 0);
	char *wrong = class_feedback(run, "ann", results);
	ck_assert_msg(wrong == NULL, "%s", wrong);
	char *page = file_read(path, 50000000, &size);
	ck_assert_ptr_nonnull(page);
	char *words = json_array_size(results) == 0 ? text_copy(page)
						    : read_page(page, size, &ids);
	if (json_array_size(results) != 0)
		free(ids);
	free(page);
	free(path);
	free(folder);
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
	json_t *results = json_pack("[O]", result);
	char *page;

	write_class(run, json_pack("[o]", student_like("ann", "Ann")));
	write_result(run, "ann", result, "graded", 0);
	char *words = make_page(run, &page);
	expect_in(words, "secret_row hidden a secret sentence");
	expect_in(words, "a secret message");
	free(words);
	words = feedback_of(run, results);
	ck_assert_ptr_null(strstr(words, "secret"));
	expect_in(words, "a hidden row");
	expect_in(words, "told");
	free(words);
	free(page);
	json_decref(results);
	drop_folder(run);
}
END_TEST

/* The name is the window's title and the page's heading, and no more than a name in
 * both. */
START_TEST(feedback_says_whose_it_is)
{
	char *run = test_folder();
	json_t *result = result_like(LESSON, two_rows(NULL, "often"));
	json_t *results =
		json_pack("[o]", with(result, "student", json_string(g_hostile[_i][0])));
	char *title = text_format("Arenas: the report of %s", g_hostile[_i][1]);

	char *words = feedback_of(run, results);
	ck_assert_int_eq(times_in(words, title), 2);
	free(words);
	free(title);
	json_decref(results);
	drop_folder(run);
}
END_TEST

START_TEST(who_has_no_result_is_told_so)
{
	char *run = test_folder();
	json_t *none = json_array();
	char *page = feedback_of(run, none);

	expect_in(page, "There is no result");
	free(page);
	json_decref(none);
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
	ck_assert_uint_lt(strlen(page), LESSON_OF_1000);
	expect_in(page, "class=\"overview\"");
	for (size_t i = 0; i < 1000; i++)
	{
		char *link = text_format("<li><a href=\"feedback/student%zu.html\">", i);
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

	add_tests(tests, figures_are_those_of_the_class, 1);
	add_tests(tests, the_page_says_who_lost_what, 1);
	add_tests(tests, names_and_messages_stay_text, 4);
	add_tests(tests, a_broken_result_is_no_end_of_the_page, 7);
	add_tests(tests, a_class_without_results_has_no_mean, 1);
	add_tests(tests, what_is_no_run_is_said_and_changes_nothing, 1);
	add_tests(tests, what_many_say_is_found_among_what_each_says, 1);
	add_tests(tests, a_long_text_is_cut_between_characters, 1);
	add_tests(tests, hidden_rows_are_named_to_instructors_only, 1);
	add_tests(tests, feedback_says_whose_it_is, 4);
	add_tests(tests, who_has_no_result_is_told_so, 1);
	add_tests(tests, the_slowest_comes_first, 1);
	add_tests(tests, a_thousand_students_stay_a_page, 1);
}
