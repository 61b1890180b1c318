/* The student's desk: hints, progress, and `make watch` in a terminal, which tmux
 * plays. */

#include "all.h"
#include "helpers.h"

START_TEST(hints_come_one_by_one)
{
	char *folder = copy_checkout();

	expect_there(
		folder, "make grade LESSON=09a", 0, "For a hint: make hint LESSON=09a");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 1 of 3");
	expect_there(folder, "make hint", 0, "hint 2 of 3");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 3 of 3");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 3 of 3");
	/* Another row is lost first: its hints begin anew. */
	expect_there(folder,
		"build/grade answer 09a grader/suites/09a*/broken/alloc_aligned.patch ../a && cp ../a/arena.c lessons/09a*/ && make hint LESSON=09a",
		0, "hint 1 of 3");
	expect_there(folder,
		"cp solutions/09a*/arena.c lessons/09a*/ && make hint LESSON=09a", 0,
		"no row is lost");
	expect_there(folder,
		"echo 'int x = ;' | tee lessons/09a*/arena.c && make hint LESSON=09a", 0,
		"does not compile");
	expect_there(folder, "make hint LESSON=77", 2, "there is no lesson \"77\"");
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
	add_tests(tests, progress_keeps_the_best, 1);
	add_tests(tests, watch_grades_at_every_save_and_goes_on, 1);
}
