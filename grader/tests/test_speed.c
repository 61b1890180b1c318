/* make speed and make after: a number to beat, and what a complete lesson shows. */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "lesson.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define OWN "lessons/09a*/arena.c"
#define COMPLETE "cp solutions/09a*/arena.c lessons/09a*/ && "

/* Puts a loop before each block that the answer gives. */
#define SLOW                                                                                 \
	"sed -i 's/^void .arena_alloc(/static void *quick(/' " OWN " && "                    \
	"printf 'void *arena_alloc(t_arena *a, size_t size)\\n{\\n\\tfor (volatile int i = " \
	"0; i < 99; i++)\\n\\t\\tcontinue;\\n\\treturn quick(a, size);\\n}\\n' | "           \
	"tee -a " OWN " && "

/* Answers to the questions of a lesson. */
#define RIDDLE "The riddle: it is a page."
#define WITH_ANSWERS "echo '" RIDDLE "' | tee \"$(echo solutions/09a*)/AFTER.md\" && "

/* What a block costs by the chart's first line of that name, or 0 where it has none. */
static double cost_of(const char *chart, const char *name)
{
	char *begin = text_format("\n  %s ", name);
	const char *line = strstr(chart, begin);

	free(begin);
	if (line == NULL)
		return 0;
	return atof(line + 3 + strcspn(line + 3, "0123456789\n"));
}

static size_t widest(const char *text)
{
	size_t most = 0;

	for (size_t size; *text != '\0'; text += size + (text[size] == '\n'))
	{
		size = strcspn(text, "\n");
		most = size > most ? size : most;
	}
	return most;
}

static void expect_bars(const char *chart, int with_yours)
{
	double bound = cost_of(chart, "bound");

	ck_assert_msg(widest(chart) <= 80, "%s", chart);
	ck_assert_msg(bound > 0, "%s", chart);
	ck_assert_msg(cost_of(chart, "reference") > bound, "%s", chart);
	ck_assert_msg(cost_of(chart, "malloc") > bound, "%s", chart);
	ck_assert_msg((cost_of(chart, "yours") > bound) == with_yours, "%s", chart);
}

START_TEST(the_chart_shows_what_a_block_costs)
{
	if (!has(__func__, "valgrind", "command -v valgrind"))
		return;
	char *folder = copy_checkout();
	char *chart = output_there(folder, COMPLETE "make -s speed");
	char *slow = output_there(folder, SLOW "make -s speed LESSON=09a");

	expect_bars(chart, 1);
	expect_bars(slow, 1);
	/* The same code has the same figure, each time. */
	ck_assert_double_eq(cost_of(chart, "yours"), cost_of(chart, "reference"));
	ck_assert_double_eq(cost_of(slow, "reference"), cost_of(chart, "reference"));
	ck_assert_msg(cost_of(slow, "yours") > cost_of(chart, "yours") + 99, "%s", slow);
	ck_assert_ptr_nonnull(strstr(chart, "never a grade"));
	free(slow);
	free(chart);
	drop_folder(folder);
}
END_TEST

START_TEST(every_lesson_that_measures_shows_the_others_to_a_beginner)
{
	if (!has(__func__, "valgrind", "command -v valgrind"))
		return;
	char *folder = copy_checkout();
	char **names = lesson_names();

	for (size_t i = 0; names[i] != NULL; i++)
	{
		char *command = text_format("make -s speed LESSON=%s || "
					    "test ! -e lessons/%s/speed/blocks.c",
			names[i], names[i]);
		char *chart = output_there(folder, command);
		if (strstr(chart, "has nothing to measure") == NULL)
		{
			expect_bars(chart, 0);
			ck_assert_ptr_nonnull(
				strstr(chart, "Yours is not shown: it has 0/100 points"));
		}
		free(chart);
		free(command);
	}
	expect_there(folder, "rm -r lessons/09a*/speed && make speed LESSON=09a", 1,
		"lesson 09a has nothing to measure");
	names_free(names);
	drop_folder(folder);
}
END_TEST

START_TEST(what_comes_after_is_shown_at_full_points)
{
	char *folder = copy_checkout();

	expect_there(folder, WITH_ANSWERS "rm -f solutions/09b*/AFTER.md && make after",
		0, "09a_arena_scope_local_mmap has 0/100 points. When it has them all");
	expect_there(folder, COMPLETE "make after", 0, RIDDLE);
	expect_there(folder, "make after", 0,
		"arena.c: your code is the reference's, word by word");
	expect_there(folder, SLOW "make after LESSON=09a", 0, "quick(t_arena-]");
	expect_there(folder, "make after LESSON=09b", 0,
		"Complete already: make after LESSON=09a");
	expect_there(folder,
		"cp solutions/09b*/*.c lessons/09b*/ && make after LESSON=09b", 0,
		"Lesson 09b has no answers to its questions yet");
	drop_folder(folder);
}
END_TEST

START_TEST(a_handout_has_both_without_a_source)
{
	char *folder = copy_checkout();
	char *handout = text_format("%s/h", folder);

	expect_there(folder,
		WITH_ANSWERS
		"make -s handout OUT='../h/a cöpy' && cp -a build '../h/a cöpy/' && "
		"cp -a solutions ..",
		0, "The handout");
	expect_there(handout,
		"! grep -r 'The riddle: it is a page' README.md lessons grader", 0, "");
	expect_there(handout, "make after LESSON=09a", 0, "has 0/100 points");
	if (has(__func__, "valgrind", "command -v valgrind"))
	{
		char *chart = output_there(handout, "make -s speed");
		expect_bars(chart, 0);
		free(chart);
	}
	expect_there(handout,
		"cp ../../solutions/09a*/arena.c lessons/09a*/ && " SLOW
		"make after LESSON=09a",
		0, RIDDLE);
	expect_there(handout, "make after LESSON=09a", 0, "quick(t_arena-]");
	expect_there(handout, "make try LESSON=09a", 0, "With your own code");
	free(handout);
	drop_folder(folder);
}
END_TEST

void speed_tests(void)
{
	const t_tests tests = {"speed", 300};

	add_tests(tests, the_chart_shows_what_a_block_costs, 1);
	add_tests(tests, every_lesson_that_measures_shows_the_others_to_a_beginner, 1);
	add_tests(tests, what_comes_after_is_shown_at_full_points, 1);
	add_tests(tests, a_handout_has_both_without_a_source, 1);
}
