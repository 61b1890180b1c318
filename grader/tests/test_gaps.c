/* Of an answer that is half written, the report knows which half. */

#include "all.h"
#include "file.h"
#include "gaps.h"
#include "helpers.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

static char **g_lessons;

/* The name of the first file that the lesson has students hand in. */
static const char *first_file(const t_lesson *lesson)
{
	return json_string_value(json_array_get(lesson->rubric.files, 0));
}

/* The whole of that file in the folder, a new string. */
static char *source(const char *folder, const t_lesson *lesson)
{
	size_t size;
	char *path = text_format("%s/%s", folder, first_file(lesson));
	char *text = file_read(path, SIZE_MAX / 2, &size);

	ck_assert_msg(text != NULL, "%s cannot be read", path);
	free(path);
	return text;
}

static json_t *gaps_of(const char *lesson_name, const char *folder)
{
	t_lesson lesson;

	ck_assert_ptr_null(lesson_open(&lesson, lesson_name));
	json_t *gaps = gaps_in(&lesson, folder);
	lesson_close(&lesson);
	return gaps;
}

START_TEST(a_skeleton_is_all_gaps)
{
	char *folder = text_format("grader/suites/%s/skeleton", g_lessons[_i]);
	json_t *gaps = gaps_of(g_lessons[_i], folder);
	size_t index;
	json_t *gap;
	t_lesson lesson;

	ck_assert_ptr_null(lesson_open(&lesson, g_lessons[_i]));
	ck_assert_uint_ne(json_array_size(gaps), 0);
	json_array_foreach(gaps, index, gap)
	{
		ck_assert_int_eq(int_of(gap, "todo"), (int)index + 1);
		ck_assert(names_hold(lesson.rubric.api, string_of(gap, "function")));
	}
	lesson_close(&lesson);
	json_decref(gaps);
	free(folder);
}
END_TEST

START_TEST(the_reference_has_no_gap)
{
	char *folder = text_format("solutions/%s", g_lessons[_i]);
	json_t *gaps = gaps_of(g_lessons[_i], folder);

	ck_assert_uint_eq(json_array_size(gaps), 0);
	json_decref(gaps);
	free(folder);
}
END_TEST

/* A comment that was left does not make a gap of what is written. */
START_TEST(comments_and_blanks_make_no_difference)
{
	char *folder = test_folder();
	t_outcome outcome = shell("cd grader/suites/09a*/skeleton && sed -e "
				  "'s/TODO 1.*/TODO 1: later/; s/return -1/return  -1/' "
				  "-e 's/return NULL;/return a; \\/\\/ TODO 2/' *.c >"
				  "\"$OLDPWD/%s/arena.c\"",
		folder);
	json_t *gaps = gaps_of("09a", folder);

	ck_assert_msg(outcome_good(&outcome), "%s", outcome.output);
	ck_assert_uint_eq(json_array_size(gaps), 3);
	ck_assert_int_eq(int_of(json_array_get(gaps, 1), "todo"), 3);
	outcome_free(&outcome);
	json_decref(gaps);
	drop_folder(folder);
}
END_TEST

START_TEST(the_last_todo_of_the_calls_counts)
{
	json_t *gaps = json_pack("[{s:i, s:s}, {s:i, s:s}]", "todo", 2, "function", "put",
		"todo", 3, "function", "put_all");

	ck_assert_int_eq(gap_behind(gaps, NULL), 0);
	ck_assert_int_eq(gap_behind(gaps, "output(1)"), 0);
	ck_assert_int_eq(gap_behind(gaps, "put_first(1)"), 0);
	ck_assert_int_eq(gap_behind(gaps, "put(1) -> 2"), 2);
	ck_assert_int_eq(gap_behind(gaps, "put_all(1)\nput(1)"), 3);
	json_decref(gaps);
}
END_TEST

/* Where the definition of the function begins; *size gets its length. */
static const char *definition(const char *text, const char *function, size_t *size)
{
	char *called = text_format("%s(", function);
	const char *at = strstr(text, called);

	while (at != NULL && at[strcspn(at, ";{")] != '{')
		at = strstr(at + 1, called);
	ck_assert_msg(at != NULL, "%s is not defined", function);
	while (at[-1] != '\n')
		at--;
	*size = (size_t)(strstr(at, "\n}\n") + strlen("\n}\n") - at);
	free(called);
	return at;
}

/* The text with this function as the skeleton has it; frees the text. */
static char *unwritten(char *text, const char *skeleton, const char *function)
{
	size_t size;
	size_t wanted;
	const char *there = definition(text, function, &size);
	const char *instead = definition(skeleton, function, &wanted);
	char *changed = text_format("%.*s%.*s%s", (int)(there - text), text, (int)wanted,
		instead, there + size);

	free(text);
	return changed;
}

/* The solution up to its first TODO, the skeleton from there on. */
static void put_begun(const char *folder, const t_lesson *lesson)
{
	char *suite = text_format("%s/skeleton", lesson->suite);
	char *solution = text_format("solutions/%s", lesson->name);
	json_t *gaps = gaps_in(lesson, suite);
	char *skeleton = source(suite, lesson);
	char *reference = source(solution, lesson);
	/* Which a skeleton needs that the reference does not, and what a reference may
	 * define before its first include. */
	char *text =
		text_format("#define _GNU_SOURCE\n#include <stdint.h>\n%s", reference);

	for (size_t i = 1; i < json_array_size(gaps); i++)
		text = unwritten(
			text, skeleton, string_of(json_array_get(gaps, i), "function"));
	put(folder, first_file(lesson), text);
	free(text);
	free(reference);
	free(skeleton);
	json_decref(gaps);
	free(solution);
	free(suite);
}

/* The foundation comes first, and may need a later one. */
START_TEST(the_work_goes_on_with_the_next_todo)
{
	char *folder = test_folder();
	t_lesson lesson;

	ck_assert_ptr_null(lesson_open(&lesson, g_lessons[_i]));
	put_begun(folder, &lesson);
	json_t *result = grade_folder_with(lesson.name, folder, "gcc", "-Og", 1);
	ck_assert_str_eq(status_in(result), "graded");
	const json_t *row = row_called(result, string_of(result, "begin_with"));
	ck_assert_int_eq(
		int_of(json_array_get(json_object_get(result, "gaps"), 0), "todo"), 2);
	int is_foundation = rubric_find(&lesson.rubric, string_of(row, "name")) ==
			    lesson.rubric.foundation;
	ck_assert_msg(is_foundation || int_of(row, "gap") == 2,
		"%s begins with %s, which needs TODO %d", lesson.name,
		string_of(row, "name"), int_of(row, "gap"));
	json_decref(result);
	lesson_close(&lesson);
	drop_folder(folder);
}
END_TEST

void gaps_tests(void)
{
	const t_tests tests = {"gaps", 60};
	int count;

	g_lessons = wanted_lessons(&count);
	add_tests(tests, a_skeleton_is_all_gaps, count);
	add_tests(tests, the_reference_has_no_gap, count);
	add_tests(tests, comments_and_blanks_make_no_difference, 1);
	add_tests(tests, the_last_todo_of_the_calls_counts, 1);
	add_tests(tests, the_work_goes_on_with_the_next_todo, count);
}
