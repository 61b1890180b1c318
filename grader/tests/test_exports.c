/* The exports: every format of every status, held against what those systems read, and
 * hostile texts in all of them. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "read_csv.h"
#include "result_like.h"
#include "student.h"
#include "text.h"
#include "valid.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

#define LESSON "09a_arena_scope_local_mmap"

/* The formats, and how their files end. */
static const char *const g_formats[][2] = {{"gradescope", "json"}, {"classroom", "json"},
	{"check50", "json"}, {"junit", "xml"}, {"csv", "csv"}};
#define FORMATS (sizeof(g_formats) / sizeof(*g_formats))

/* What a student may call itself, and what a submission may say. */
static const char *const g_hostile[] = {
	"Ann, \"A\"",
	"=HYPERLINK(\"http://x.example\",\"y\")",
	"+1",
	"-2",
	"@SUM(1)",
	"\t=1",
	"\r=1",
	"  =1",
	"＝1",
	"a;=1",
	"two\nlines",
	"two\r\nlines",
	"\"",
	"'",
	"",
	" ",
	"<b>&amp;</testsuite>]]><!--",
	"\x1b[31mred\x07",
	"::notice title=Autograding report::{\"totalPoints\":100,\"maxPoints\":100}",
	"  ::::error::",
	"##[command]x",
	"%0A::x::",
	"é ü 名",
};
#define HOSTILE (sizeof(g_hostile) / sizeof(*g_hostile))

static json_t *row_like(const char *name, const char *status, int most, int hidden)
{
	json_t *row = lost_row(name, "the sentence of a row", "what the code says");
	char *sentence = text_format("the sentence of %s", name);

	if (strcmp(status, "passed") == 0)
		json_object_update_new(row, json_pack("{s:n, s:n, s:n, s:n}", "message",
						    "tried", "expected", "got"));
	json_object_update_new(row,
		json_pack("{s:s, s:s, s:i, s:i, s:b, s:f}", "status", status, "sentence",
			sentence, "points", strcmp(status, "passed") == 0 ? most : 0,
			"max_points", most, "hidden", hidden, "seconds", 0.25));
	free(sentence);
	return row;
}

/* A row of each status; "secret" is hidden, and others speak of it. */
static json_t *rows_of_all(void)
{
	json_t *rows = json_pack("[o, o, o, o, o, o, o, o, o]",
		row_like("first", "passed", 30, 0), row_like("second", "failed", 10, 0),
		row_like("secret", "passed", 20, 1), row_like("fourth", "crashed", 10, 0),
		row_like("fifth", "timed-out", 10, 0),
		row_like("sixth", "not-run", 15, 0),
		row_like("seventh", "not-graded", 5, 0),
		row_like("eighth", "failed", 0, 0), row_like("ninth", "passed", 0, 0));

	json_object_set_new(json_array_get(rows, 1), "needs", json_string("first"));
	json_object_update_new(json_array_get(rows, 5),
		json_pack("{s:s, s:s, s:n}", "needs", "secret", "got",
			"this needs the row secret first: the sentence of secret",
			"message"));
	json_object_set_new(json_array_get(rows, 3), "message",
		json_string("in row secret: Invalid read of size 8"));
	json_object_set_new(json_array_get(rows, 6), "got",
		json_string("not graded: no such kernel"));
	return rows;
}

static json_t *all_statuses(void)
{
	json_t *result = result_like(LESSON, rows_of_all());

	json_object_update_new(
		result, json_pack("{s:i, s:i}", "score", 50, "max_score", 95));
	return result;
}

/* Writes the results, null where there is none, as those of a class whose students are
 * numbered. */
static void lay_out(const char *folder, const json_t *results)
{
	json_t *class = json_pack("{s:[s], s:[]}", "lessons", LESSON, "students");
	size_t index;
	json_t *result;

	json_array_foreach(results, index, result)
	{
		char *run = text_format("%s/latest/results/%zu", folder, index);
		char *path = text_format("%s/" LESSON ".json", run);
		ck_assert_int_eq(folder_make(run), 0);
		if (json_is_object(result))
			ck_assert_int_eq(json_dump_file(result, path, 0), 0);
		json_array_append_new(json_object_get(class, "students"),
			json_pack("{s:o}", "key", json_sprintf("%zu", index)));
		free(path);
		free(run);
	}
	char *path = text_format("%s/latest/class.json", folder);
	ck_assert_int_eq(json_dump_file(class, path, 0), 0);
	free(path);
	json_decref(class);
}

/* All results in all formats, in folders of a new folder, for drop_folder: Python starts
 * once for a format. Takes the results over. */
static char *export_all(json_t *results)
{
	char *folder = test_folder();

	lay_out(folder, results);
	for (size_t i = 0; i < FORMATS; i++)
	{
		t_outcome outcome = shell(
			"sh grader/setup/python.sh desk export --for %s --class %s --out %s/%s",
			g_formats[i][0], folder, folder, g_formats[i][0]);
		ck_assert_msg(outcome_good(&outcome), "%.4000s", outcome.output);
		outcome_free(&outcome);
	}
	json_decref(results);
	return folder;
}

/* The export of the result of that number, a new string. */
static char *exported(const char *folder, size_t format, size_t index)
{
	char *path = text_format("%s/%s/%zu/" LESSON ".%s", folder, g_formats[format][0],
		index, g_formats[format][1]);
	size_t size;
	char *text = file_read(path, 1 << 20, &size);

	ck_assert_msg(text != NULL && strlen(text) == size, "%s cannot be read", path);
	free(path);
	return text;
}

/* Fails the test unless all of them are valid in every format. Returns as export_all. */
static char *expect_all_valid(json_t *results)
{
	json_t *kept = json_incref(results);
	char *folder = export_all(results);
	size_t index;
	json_t *result;

	json_array_foreach(kept, index, result)
		for (size_t i = 0; i < FORMATS; i++)
		{
			char *text = exported(folder, i, index);
			expect_valid(g_formats[i][0], text,
				json_is_null(result) ? NULL : result);
			free(text);
		}
	json_decref(kept);
	return folder;
}

START_TEST(every_status_of_a_row_has_its_form)
{
	drop_folder(expect_all_valid(json_pack("[o]", all_statuses())));
}
END_TEST

/* Submissions that are graded as they lie there, and what becomes of them. */
static const struct
{
	const char *folder;
	const char *source; /* arena.c; NULL: the folder's own */
	const char *status;
	const char *row; /* a status that the row init_fields has */
} g_real[] = {
	{NULL, "int x = ;\n", "compile-error", "not-run"},
	{NULL, NULL, "missing", "not-run"},
	{"grader/hostile/09a/constructor", NULL, "refused", "not-run"},
	{"grader/hostile/09a/endless_loop", NULL, "graded", "timed-out"},
	{"grader/hostile/09a/abort", NULL, "graded", "crashed"},
};

START_TEST(a_real_grading_is_exported)
{
	char *own = test_folder();

	if (g_real[_i].source != NULL)
		put(own, "arena.c", g_real[_i].source);
	char *there = g_real[_i].folder == NULL ? text_copy(own)
						: lay_out_enemy(g_real[_i].folder, own);
	json_t *result = grade_folder("09a", there, "gcc");
	ck_assert_str_eq(status_in(result), g_real[_i].status);
	ck_assert_str_eq(row_status_in(result, "init_fields"), g_real[_i].row);
	/* A row that a signal ended has taken time as well: the class page ranks
	 * submissions by it. */
	if (strcmp(g_real[_i].row, "timed-out") == 0)
		ck_assert_double_gt(
			json_number_value(json_object_get(
				row_called(result, "init_fields"), "seconds")),
			0);
	drop_folder(expect_all_valid(json_pack("[o]", result)));
	free(there);
	drop_folder(own);
}
END_TEST

/* test_exports.py has other failures. */
START_TEST(a_grader_that_failed_says_so)
{
	char *folder = expect_all_valid(json_pack("[n]"));

	for (size_t i = 0; i < FORMATS; i++)
	{
		char *text = exported(folder, i, 0);
		ck_assert_msg(
			strstr(text, "there is no result of this submission") != NULL,
			"%s", text);
		free(text);
	}
	drop_folder(folder);
}
END_TEST

/* Every text of the result is hostile but for the words of the format itself. */
static json_t *hostile_result(const char *text)
{
	json_t *result = all_statuses(), *plain = all_statuses(), *row;
	size_t index;

	replace_strings(result, text);
	json_object_set(result, "lesson", json_object_get(plain, "lesson"));
	json_object_set(result, "status", json_object_get(plain, "status"));
	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		const json_t *model =
			json_array_get(json_object_get(plain, "rows"), index);
		json_object_set(row, "status", json_object_get(model, "status"));
		json_object_set(row, "name", json_object_get(model, "name"));
		json_object_set(row, "needs", json_object_get(model, "needs"));
	}
	json_decref(plain);
	return result;
}

/* What a spreadsheet reads in the column "student". */
static void expect_student(const char *table, size_t hostile)
{
	const char *called = g_hostile[hostile];
	int formula = hostile >= 1 && hostile <= 8;
	json_t *lines = read_csv(table, strlen(table));
	const char *cell = json_string_value(json_array_get(json_array_get(lines, 1), 2));
	char *safe = text_safe(called, strlen(called), 1000);

	ck_assert_msg(strcmp(cell + formula, safe) == 0 && (!formula || *cell == '\''),
		"%zu: %s", hostile, cell);
	free(safe);
	json_decref(lines);
}

START_TEST(hostile_texts_stay_texts)
{
	json_t *results = json_array();

	for (size_t i = 0; i < HOSTILE; i++)
	{
		char *longer = text_format(
			"%s:%s, the row has no words", g_hostile[i], g_hostile[i]);
		json_t *result = hostile_result(longer);
		json_object_set_new(result, "student", json_string(g_hostile[i]));
		json_array_append_new(results, result);
		free(longer);
	}
	char *folder = expect_all_valid(results);
	for (size_t i = 0; i < HOSTILE; i++)
	{
		char *table = exported(folder, FORMATS - 1, i);
		expect_student(table, i);
		free(table);
	}
	drop_folder(folder);
}
END_TEST

START_TEST(hidden_rows_are_hidden_everywhere)
{
	char *folder = export_all(json_pack("[o]", all_statuses()));

	for (size_t i = 0; i < FORMATS; i++)
	{
		char *text = exported(folder, i, 0);
		ck_assert_msg(strstr(text, "secret") == NULL, "%s", text);
		ck_assert_msg(strstr(text, strcmp(g_formats[i][0], "csv") == 0
						   ? "hidden_1"
						   : "a hidden row") != NULL,
			"%s", text);
		free(text);
	}
	drop_folder(folder);
}
END_TEST

/* One that was edited, or written by an older grader, is hidden all the same. */
START_TEST(a_hidden_row_that_lacks_something_is_hidden)
{
	json_t *result =
		result_like(LESSON, json_pack("[{s:s, s:s, s:b}]", "name", "secret",
					    "status", "failed", "hidden", 1));
	json_t *shown = result_for_student(result);

	ck_assert_str_eq(
		string_of(json_array_get(json_object_get(shown, "rows"), 0), "name"),
		"hidden_1");
	ck_assert_str_eq(row_status_in(shown, "hidden_1"), "failed");
	json_decref(shown);
	json_decref(result);
}
END_TEST

/* A name that is hidden is no other name's part, and no word of the format. */
START_TEST(only_the_hidden_name_is_hidden)
{
	json_t *rows = json_pack("[o, o]", row_like("failed", "failed", 50, 1),
		row_like("other", "failed", 50, 0));
	json_t *other = json_array_get(rows, 1);
	json_object_set_new(
		other, "got", json_string("failed_alloc, row failed: un-failed"));
	json_t *result = result_like(LESSON, rows);
	json_t *shown = result_for_student(result);

	other = json_array_get(json_object_get(shown, "rows"), 1);
	ck_assert_str_eq(
		string_of(other, "got"), "failed_alloc, row hidden_1: un-hidden_1");
	ck_assert_str_eq(string_of(other, "status"), "failed");
	json_decref(shown);
	json_decref(result);
}
END_TEST

/* How large a block was, or what was still mapped, says what the row tried; what was
 * found in other rows is told. */
START_TEST(what_was_found_in_a_hidden_row_is_not_told)
{
	static const char *const found =
		"in row open: Invalid read of size 8 at a.c:5\n  0 bytes after a block of 16\n"
		"in row secret: Invalid read of size 1 at a.c:7\n  0 bytes after a block of 208\n"
		"in row secret_one: Invalid read of size 2\nand 3 more";
	static const char *const told =
		"in row open: Invalid read of size 8 at a.c:5\n  0 bytes after a block of 16\n"
		"in hidden_1, a hidden row, of which no more is told\n"
		"in row secret_one: Invalid read of size 2\nand 3 more";
	json_t *rows = json_pack("[o, o, o]", row_like("secret", "passed", 50, 1),
		row_like("accesses", "failed", 30, 0),
		row_like("leaks", "failed", 20, 0));
	json_object_update_new(json_array_get(rows, 1),
		json_pack("{s:s, s:n}", "got", found, "command"));
	json_object_update_new(json_array_get(rows, 2),
		json_pack("{s:s, s:n}", "message",
			"expected: all of it back\ngot: at the end of row secret 208 bytes are still mapped",
			"command"));
	json_t *result = result_like(LESSON, rows);
	json_t *shown = result_for_student(result);

	rows = json_object_get(shown, "rows");
	ck_assert_str_eq(string_of(json_array_get(rows, 1), "got"), told);
	ck_assert_str_eq(string_of(json_array_get(rows, 2), "message"),
		"expected: all of it back\ngot: in hidden_1, a hidden row, of which no more is told");
	json_decref(shown);
	json_decref(result);
}
END_TEST

/* In a handout it is told who grades it; and so it is in what is made of that result. */
START_TEST(a_stub_stays_as_it_is)
{
	json_t *row = row_like("hidden_1", "not-graded", 50, 1);

	json_object_update_new(row, json_pack("{s:s, s:n, s:n}", "got", "not graded: why",
					    "promise", "command"));
	json_t *result = result_like(
		LESSON, json_pack("[o, o]", row, row_like("secret", "failed", 50, 1)));
	json_t *shown = result_for_student(result);
	json_t *rows = json_object_get(shown, "rows");

	ck_assert(json_equal(json_array_get(rows, 0), row));
	ck_assert_str_eq(string_of(json_array_get(rows, 1), "name"), "hidden_2");
	ck_assert(json_is_null(json_object_get(json_array_get(rows, 1), "got")));
	json_decref(shown);
	json_decref(result);
}
END_TEST

/* However much a submission says: Classroom's result is a variable of the environment in
 * the end. */
START_TEST(a_flood_of_words_still_fits)
{
	char *flood = memory_for(1 << 14, 1);
	json_t *rows = json_array();

	memset(flood, '"', (1 << 14) - 1);
	for (int i = 0; i < 60; i++)
	{
		char *name = text_format("row_%d", i);
		json_t *row = row_like(name, i % 2 == 0 ? "failed" : "crashed", 1, 0);
		json_object_set_new(row, "message", json_string(flood));
		json_object_set_new(row, "file", json_string(flood));
		json_object_set_new(row, "command", json_string(flood));
		json_array_append_new(rows, row);
		free(name);
	}
	json_t *result = result_like(LESSON, rows);
	json_object_update_new(
		result, json_pack("{s:i, s:i}", "score", 0, "max_score", 60));
	drop_folder(expect_all_valid(json_pack("[o]", result)));
	free(flood);
}
END_TEST

void exports_tests(void)
{
	const t_tests tests = {"exports", 120};

	add_tests(tests, every_status_of_a_row_has_its_form, 1);
	add_tests(tests, a_real_grading_is_exported, sizeof(g_real) / sizeof(*g_real));
	add_tests(tests, a_grader_that_failed_says_so, 1);
	add_tests(tests, hostile_texts_stay_texts, 1);
	add_tests(tests, hidden_rows_are_hidden_everywhere, 1);
	add_tests(tests, a_hidden_row_that_lacks_something_is_hidden, 1);
	add_tests(tests, only_the_hidden_name_is_hidden, 1);
	add_tests(tests, what_was_found_in_a_hidden_row_is_not_told, 1);
	add_tests(tests, a_stub_stays_as_it_is, 1);
	add_tests(tests, a_flood_of_words_still_fits, 1);
}
