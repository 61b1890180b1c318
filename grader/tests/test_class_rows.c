/* The class page, row by row: what counts as lost, what is told of it, and where its
 * cells are drawn. */

#include "all.h"
#include "helpers.h"
#include "result_like.h"
#include "small_class.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 400

static json_t *row_of_status(const char *status)
{
	return with(
		lost_row("one", "what it does", status), "status", json_string(status));
}

/* A class whose students have these rows, which it takes over: one result for each.
 * Returns its page, a new string. */
static char *page_of(json_t *results)
{
	char *run = test_folder();
	json_t *students = json_array();
	size_t index;
	json_t *rows;
	char *page;

	json_array_foreach(results, index, rows)
	{
		char *key = text_format("s%zu", index);
		json_array_append_new(students, student_like(key, key));
		write_result(
			run, key, result_like(LESSON, json_incref(rows)), "graded", 50);
		free(key);
	}
	write_class(run, students);
	free(make_page(run, &page));
	json_decref(results);
	drop_folder(run);
	return page;
}

START_TEST(a_row_that_ran_without_its_points_is_lost)
{
	static const char *const statuses[][2] = {{"passed", "yes"}, {"failed", "no"},
		{"crashed", "crash"}, {"timed-out", "late"}, {"not-run", "open"},
		{"not-graded", NULL}};
	json_t *results = json_array();

	for (size_t i = 0; i < 6; i++)
		json_array_append_new(
			results, json_pack("[o]", row_of_status(statuses[i][0])));
	char *page = page_of(results);
	for (size_t i = 0; i < 6; i++)
	{
		if (statuses[i][1] == NULL)
			continue;
		char *cell = text_format("<path class=\"%s\" d=\"M0 ", statuses[i][1]);
		/* And once in the legend. */
		ck_assert_int_eq(times_in(page, cell), 2);
		free(cell);
	}
	expect_in(page, "lost by 3 of 4");
	expect_in(page, "<path d=\"M0 100v-75h3V100z\">");
	free(page);
}
END_TEST

START_TEST(rows_that_nobody_lost_are_not_told)
{
	char *page = page_of(
		json_pack("[o, o]", two_rows(NULL, "often"), two_rows(NULL, "often")));

	ck_assert_int_eq(times_in(page, "<details class=\"row often\""), 1);
	expect_in(page, "lost by 0 of 2");
	free(page);
}
END_TEST

START_TEST(the_commonest_messages_come_first)
{
	static const char *const said[] = {"b", "a", "d", "a", "c", "b", "a", "d"};
	json_t *results = json_array();

	for (size_t i = 0; i < 8; i++)
		json_array_append_new(results, two_rows(NULL, said[i]));
	char *page = page_of(results);
	ck_assert_int_eq(times_in(page, "<q>"), 4);
	expect_order(page, "3×</b> <q>a</q>", "2×</b> <q>b</q>");
	expect_order(page, "2×</b> <q>b</q>", "2×</b> <q>d</q>");
	free(page);
}
END_TEST

/* Where the row is told of, and where all rows are named. */
START_TEST(a_hidden_row_is_marked_wherever_it_is_named)
{
	json_t *rows = two_rows(NULL, "often");

	with(json_array_get(rows, 1), "hidden", json_true());
	char *page = page_of(json_pack("[o]", rows));
	ck_assert_int_eq(times_in(page, "<b>two</b> <em>hidden</em> "), 2);
	ck_assert_int_eq(times_in(page, "<em>hidden</em>"), 2);
	free(page);
}
END_TEST

/* A machine that cannot show some rows takes them out of the maximum. */
START_TEST(points_count_by_their_own_maximum)
{
	char *run = test_folder();
	json_t *result = with(
		result_like(LESSON, two_rows(NULL, NULL)), "max_score", json_integer(50));
	char *page;

	write_class(run, json_pack("[o]", student_like("ann", "Ann")));
	write_result(run, "ann", result, "graded", 40);
	char *words = make_page(run, &page);
	expect_in(words, "mean80.0 %");
	expect_in(words, "Ann40/50");
	free(words);
	free(page);
	drop_folder(run);
}
END_TEST

/* A result file may have been edited. */
START_TEST(more_rows_than_a_lesson_can_have_are_left_out)
{
	json_t *rows = json_array();

	for (int i = 0; i < 2 * MOST_ROWS; i++)
	{
		char *name = text_format("row_%d", i);
		json_array_append_new(rows, passed_row(name, "what it does"));
		free(name);
	}
	char *page = page_of(json_pack("[o]", rows));
	char *summary = text_format("The %d rows, from left to right", MOST_ROWS);
	expect_in(page, summary);
	expect_in(page, "d=\"M0 9.5h1600\"");
	free(summary);
	free(page);
}
END_TEST

START_TEST(cells_stand_in_the_column_of_their_row)
{
	json_t *rows = two_rows(NULL, NULL);

	json_array_append_new(rows, lost_row("three", "what else", "often"));
	char *page = page_of(json_pack("[o]", rows));
	expect_in(page,
		"viewBox=\"0 0 12 12\" preserveAspectRatio=\"none\"><path class=\"yes\" d=\"M0 9.5h8\"></path>"
		"<path class=\"no\" d=\"M8 6h4\"></path></svg>");
	free(page);
}
END_TEST

/* All have half of the points, so they stand as the class has them: 30 that passed, then
 * 15 that lost the second row. */
START_TEST(a_large_class_is_drawn_as_one_picture)
{
	json_t *results = json_array();

	for (size_t i = 0; i < 45; i++)
		json_array_append_new(results, two_rows(NULL, i < 30 ? NULL : "often"));
	char *page = page_of(results);
	expect_in(page,
		"viewBox=\"0 0 8 45\" preserveAspectRatio=\"none\"><path class=\"no\" d=\"M6 30v15\"></path>"
		"<path class=\"open\" d=\"\"></path></svg>");
	free(page);
}
END_TEST

void class_rows_tests(void)
{
	const t_tests tests = {"class rows", 60};

	add_tests(tests, a_row_that_ran_without_its_points_is_lost, 1);
	add_tests(tests, rows_that_nobody_lost_are_not_told, 1);
	add_tests(tests, the_commonest_messages_come_first, 1);
	add_tests(tests, a_hidden_row_is_marked_wherever_it_is_named, 1);
	add_tests(tests, points_count_by_their_own_maximum, 1);
	add_tests(tests, more_rows_than_a_lesson_can_have_are_left_out, 1);
	add_tests(tests, cells_stand_in_the_column_of_their_row, 1);
	add_tests(tests, a_large_class_is_drawn_as_one_picture, 1);
}
