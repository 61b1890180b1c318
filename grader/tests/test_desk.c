/* The student's desk: hints, progress, and `make watch` in a terminal, which tmux
 * plays. */

#include "all.h"
#include "helpers.h"
#include "text.h"

#include <stdlib.h>

START_TEST(hints_come_one_by_one)
{
	char *folder = copy_checkout();

	expect_there(
		folder, "make grade LESSON=09a", 0, "For a hint: make hint LESSON=09a");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 1 of 3");
	expect_there(folder, "make hint", 0, "hint 2 of 3");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 3 of 3");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 3 of 3");
	/* One that is named has its own, and so has another row that is lost first. */
	expect_there(folder, "make hint LESSON=09a ROW=alloc_full", 0, "hint 1 of");
	expect_there(folder,
		"build/grade answer 09a grader/suites/09a*/broken/alloc_aligned.patch ../a && cp ../a/arena.c lessons/09a*/ && make hint LESSON=09a",
		0, "hint 1 of 3");
	expect_there(folder,
		"cp solutions/09a*/arena.c lessons/09a*/ && make hint LESSON=09a", 0,
		"no row is lost");
	expect_there(folder,
		"echo 'int x = ;' | tee lessons/09a*/arena.c && make hint LESSON=09a", 0,
		"does not compile");
	expect_there(folder, "make hint LESSON=77", 1, "there is no lesson \"77\"");
	drop_folder(folder);
}
END_TEST

/* What is not named is the first row that is lost, of the lesson that was begun. */
START_TEST(what_is_not_named_is_where_the_work_goes_on)
{
	char *folder = copy_checkout();

	expect_there(folder, "make row", 0, "09a_arena_scope_local_mmap, init_fields:");
	expect_there(folder, "make row ROW=alloc_full", 0,
		"09a_arena_scope_local_mmap, alloc_full:");
	expect_there(folder,
		"build/grade answer 09b grader/suites/09b*/broken/leave_reports.patch ../b && cp ../b/tracer.c lessons/09b*/ && make row",
		0, "09b_arena_scope_leak_tracer, leave_reports:");
	expect_there(folder, "make prepare", 0, "The debugger stops where");
	expect_there(folder,
		"cp solutions/09b*/tracer.c lessons/09b*/ && make row LESSON=09b", 1,
		"no row is lost; name one with ROW=");
	expect_there(folder, "make row", 0, "09a_arena_scope_local_mmap, init_fields:");
	drop_folder(folder);
}
END_TEST

/* script(1) plays the terminal. */
#define SPEND                                                                            \
	"sed '/^int arena_init/,/^}/ s/^{/{ for (int i = 0; i < 500; i++) "              \
	"puts(\"words\");/' solutions/09a*/arena.c | "                                   \
	"tee lessons/09a*/arena.c >/dev/null && "

/* 27,000 bytes of nine calls, of which a terminal gets 16 KiB. No row may print more than
 * 64 KiB: whether it is ended for that is a matter of the moment. */
START_TEST(a_row_prints_no_more_than_a_terminal_can_take)
{
	char *folder = copy_checkout();
	const char *row = "make row LESSON=09a ROW=init_fields";
	char *here = text_format(SPEND "%s | grep -c words", row);
	char *there = text_format(
		"script -qec '%s' /dev/null </dev/null >../seen; grep -c words ../seen; "
		"grep -o 'There is more' ../seen",
		row);

	expect_there(folder, here, 0, "4500\n");
	expect_there(folder, there, 0, "There is more\n");
	expect_there(folder, "[ $(grep -c words ../seen) -lt 3000 ]", 0, "");
	free(there);
	free(here);
	drop_folder(folder);
}
END_TEST

START_TEST(progress_keeps_the_best)
{
	char *folder = copy_checkout();

	expect_there(folder, "make progress", 0, "not graded yet");
	expect_there(folder,
		"cp solutions/09a*/arena.c lessons/09a*/ && make grade LESSON=09a && make progress",
		0, "100/100");
	expect_there(folder,
		"make reset LESSON=09a && make grade LESSON=09a && make progress", 0,
		"  0/100  best 100");
	drop_folder(folder);
}
END_TEST

START_TEST(watch_grades_at_every_save_and_goes_on)
{
	if (!has(__func__, "terminal for tmux",
		    "tmux -L probe.$$ -f /dev/null new-session -d true"))
		return;
	char *folder = copy_checkout();
	t_outcome outcome = shell("sh grader/tests/watch.sh '%s/a cöpy'", folder);

	ck_assert_msg(outcome.output[0] == '\0', "%.4000s", outcome.output);
	ck_assert_int_eq(outcome.orphans, 0);
	outcome_free(&outcome);
	drop_folder(folder);
}
END_TEST

void desk_tests(void)
{
	const t_tests tests = {"desk", 250};

	add_tests(tests, hints_come_one_by_one, 1);
	add_tests(tests, what_is_not_named_is_where_the_work_goes_on, 1);
	add_tests(tests, a_row_prints_no_more_than_a_terminal_can_take, 1);
	add_tests(tests, progress_keeps_the_best, 1);
	add_tests(tests, watch_grades_at_every_save_and_goes_on, 1);
}
