#include "small_class.h"

#include "file.h"
#include "helpers.h"
#include "read_page.h"
#include "result_like.h"
#include "text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

void write_class(const char *run, json_t *students)
{
	json_t *class =
		json_pack("{s:[s], s:o}", "lessons", LESSON, "students", students);
	char *text = json_dumps(class, 0);

	put(run, CLASS_FILE, text);
	free(text);
	json_decref(class);
}

json_t *student_like(const char *key, const char *name)
{
	return json_pack("{s:s, s:s}", "key", key, "name", name);
}

void write_result(
	const char *run, const char *key, json_t *result, const char *status, int score)
{
	char *folder = text_format("%s/results/%s", run, key);
	char *text;

	ck_assert_ptr_nonnull(result);
	json_object_set_new(result, "status", json_string(status));
	json_object_set_new(result, "score", json_integer(score));
	text = json_dumps(result, 0);
	ck_assert_int_eq(folder_make(folder), 0);
	put(folder, LESSON ".json", text);
	free(text);
	free(folder);
	json_decref(result);
}

json_t *with(json_t *row, const char *key, json_t *value)
{
	json_object_set_new(row, key, value);
	return row;
}

json_t *two_rows(const char *first, const char *second)
{
	return json_pack("[o, o]",
		first == NULL ? passed_row("one", "what it does")
			      : lost_row("one", "what it does", first),
		second == NULL ? passed_row("two", "what else")
			       : lost_row("two", "what else", second));
}

t_outcome publish_held(const char *run)
{
	return shell(
		"sh grader/setup/python.sh desk publish --build build --out '%s' --run . --hold hold",
		run);
}

char *read_written(const char *run, const char *name, char **page)
{
	size_t size;
	char *path = text_format("%s/%s", run, name);
	char *source = file_read(path, 50000000, &size);
	ck_assert_ptr_nonnull(source);
	char *words = read_page(source, size, page);
	free(source);
	free(path);
	return words;
}

char *make_page(const char *run, char **page)
{
	t_outcome outcome = publish_held(run);

	/* 2 where somebody has no result. */
	ck_assert_msg(outcome.code == 0 || outcome.code == 2, "%.2000s", outcome.output);
	outcome_free(&outcome);
	return read_written(run, "class.html", page);
}

void expect_in(const char *page, const char *words)
{
	ck_assert_msg(strstr(page, words) != NULL, "\"%s\" is not on the page", words);
}

void expect_order(const char *page, const char *first, const char *second)
{
	expect_in(page, first);
	ck_assert_msg(strstr(strstr(page, first), second) != NULL,
		"\"%s\" is not behind \"%s\"", second, first);
}

int times_in(const char *page, const char *words)
{
	int seen = 0;

	for (const char *at = strstr(page, words); at != NULL; at = strstr(at + 1, words))
		seen++;
	return seen;
}
