/*
 * Mutants of the reference solutions: a fixed tenth of them is graded here, all of them
 * by `make mutants`. What is said to be equivalent must be so, and everything else must
 * lose a point.
 */

#include "all.h"
#include "helpers.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

typedef struct s_specimen
{
	const char *lesson;
	char *folder;
	const char *before;
	const char *after;
	int is_equivalent;
} t_specimen;

static char **g_lessons;
static t_specimen *g_specimens;
static json_t *g_lists; /* what the specimens point into */

static const char *word(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* The list that `mutate write` made. */
static json_t *read_list(const char *lesson)
{
	char *path = text_format("build/mutants/%s/list.json", lesson);
	json_t *list = json_load_file(path, 0, NULL);

	free(path);
	return list;
}

static int add_specimens(const char *lesson, int count)
{
	json_t *list = read_list(lesson);
	size_t index;
	json_t *mutant;

	json_array_append_new(g_lists, list);
	json_array_foreach(json_object_get(list, "mutants"), index, mutant)
	{
		if (!json_is_true(json_object_get(mutant, "sampled")))
			continue;
		g_specimens = memory_again(g_specimens, count + 1, sizeof(*g_specimens));
		g_specimens[count++] = (t_specimen){
			.lesson = lesson,
			.folder = text_format(
				"build/mutants/%s/%s", lesson, word(mutant, "folder")),
			.before = word(mutant, "before"),
			.after = word(mutant, "after"),
			.is_equivalent =
				json_is_string(json_object_get(mutant, "equivalent")),
		};
	}
	return count;
}

/* What the report says of the first row that is lost, a new string. */
static char *first_loss(const json_t *result)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		if (is_lost(row) && !is_awaited(row))
			return text_format("%s, %s: %.3000s", word(row, "name"),
				word(row, "status"), word(row, "message"));
	}
	return text_format("%s", word(result, "reason"));
}

START_TEST(a_mutant_is_told_from_the_reference)
{
	const t_specimen *specimen = &g_specimens[_i];
	json_t *result = grade_folder_until_loss(specimen->lesson, specimen->folder);
	int lost = score_in(result) <
		   json_integer_value(json_object_get(result, "max_score"));

	ck_assert_msg(lost || specimen->is_equivalent, "survived in %s:\n- %s\n+ %s",
		specimen->lesson, specimen->before, specimen->after);
	ck_assert_msg(!lost || !specimen->is_equivalent,
		"not equivalent after all, in %s:\n- %s\n+ %s\nlost: %s",
		specimen->lesson, specimen->before, specimen->after, first_loss(result));
	json_decref(result);
}
END_TEST

START_TEST(every_entry_of_equivalent_json_fits_a_mutant)
{
	json_t *list = read_list(g_lessons[_i]);
	json_t *stale = json_object_get(list, "stale");

	ck_assert_msg(list != NULL, "the mutants of %s were not made", g_lessons[_i]);
	ck_assert_msg(json_array_size(stale) == 0, "no mutant fits this entry: %s",
		json_string_value(json_array_get(stale, 0)));
	json_decref(list);
}
END_TEST

void mutants_tests(void)
{
	const t_tests tests = {"mutants", 120};
	int lesson_count;
	int count = 0;

	g_lessons = wanted_lessons(&lesson_count);
	g_lists = json_array();
	for (int i = 0; i < lesson_count; i++)
		count = add_specimens(g_lessons[i], count);
	add_tests(tests, every_entry_of_equivalent_json_fits_a_mutant, lesson_count);
	add_tests(tests, a_mutant_is_told_from_the_reference, count);
}
