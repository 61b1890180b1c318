/* The student's desk: hints, progress, and `make watch` in a terminal, which tmux plays. */

#include "all.h"
#include "helpers.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Tenths of a second in which the screen must show what is waited for, on a busy machine too. */
#define PATIENCE 600

START_TEST(hints_come_one_by_one)
{
	char *folder = copy_checkout();

	expect_there(folder, "make grade LESSON=09a", 0, "For a hint: make hint LESSON=09a");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 1 of 3");
	expect_there(folder, "make hint", 0, "hint 2 of 3");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 3 of 3");
	expect_there(folder, "make hint LESSON=09a", 0, "hint 3 of 3");
	/* Another row is lost first: its hints begin anew. */
	expect_there(folder,
		"cp grader/suites/09a*/broken/alloc_aligned/arena.c lessons/09a*/ && make hint LESSON=09a", 0,
		"hint 1 of 3");
	expect_there(folder, "cp solutions/09a*/arena.c lessons/09a*/ && make hint LESSON=09a", 0,
		"no row is lost");
	expect_there(folder, "echo 'int x = ;' | tee lessons/09a*/arena.c && make hint LESSON=09a", 0,
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
		"cp solutions/09a*/arena.c lessons/09a*/ && make grade LESSON=09a && make progress", 0,
		"100/100");
	expect_there(folder, "make reset LESSON=09a && make grade LESSON=09a && make progress", 0,
		"  0/100  best 100");
	drop_folder(folder);
}
END_TEST

/* A terminal of 80 columns in the copy of the checkout, which runs the command. Returns its name for tmux. */
static char *open_terminal(const char *folder, const char *command)
{
	char *name = text_format("desk.%d", (int)getpid());
	t_outcome outcome =
		shell("cd '%s/a cöpy' && tmux -L %s -f /dev/null new-session -d -x 80 -y 60 '%s'; sleep 0.1",
			folder, name, command);

	ck_assert_msg(outcome_good(&outcome), "%s", outcome.output);
	outcome_free(&outcome);
	return name;
}

/* Waits until the screen shows the words. Returns what it shows. */
static char *screen_with(const char *terminal, const char *words)
{
	t_outcome outcome =
		shell("for i in $(seq %d); do tmux -L %s capture-pane -p > build/%s; "
		      "grep -qF '%s' build/%s && break; sleep 0.1; done; cat build/%s; rm build/%s",
			PATIENCE, terminal, terminal, words, terminal, terminal, terminal);

	ck_assert_msg(
		strstr(outcome.output, words) != NULL, "no \"%s\" on the screen:\n%.3000s", words, outcome.output);
	return outcome.output;
}

static void expect_screen(const char *terminal, const char *words, const char *more)
{
	char *screen = screen_with(terminal, words);

	ck_assert_msg(strstr(screen, more) != NULL, "no \"%s\" on the screen:\n%.3000s", more, screen);
	free(screen);
}

START_TEST(watch_grades_at_every_save_and_goes_on)
{
	char *folder = copy_checkout();
	/* tmux is told to stay with what the command left, so that its end can be seen. */
	char *terminal = open_terminal(folder, "make watch; echo status $?; sleep 100");

	expect_screen(terminal, "Watching lessons/", "Begin with: make row LESSON=09a ROW=init_fields");
	t_outcome outcome =
		shell("cp grader/suites/09a*/broken/alloc_aligned/arena.c '%s/a cöpy/lessons/'09a*/", folder);
	outcome_free(&outcome);
	expect_screen(terminal, "ROW=alloc_aligned", "of 16");
	outcome = shell("cp solutions/09a*/arena.c '%s/a cöpy/lessons/'09a*/", folder);
	outcome_free(&outcome);
	expect_screen(terminal, "Begin with: make row LESSON=09b", "100/100");
	expect_screen(terminal, "Watching lessons/", "✗");
	outcome = shell("tmux -L %s send-keys C-c", terminal);
	outcome_free(&outcome);
	/* The shell of the terminal got the signal too. */
	outcome =
		shell("for i in $(seq %d); do tmux -L %s has-session 2>/dev/null || break; sleep 0.1; done; "
		      "tmux -L %s kill-server 2>/dev/null; ls '%s/a cöpy/build' | grep work; true",
			PATIENCE, terminal, terminal, folder);
	ck_assert_str_eq(outcome.output, "");
	outcome_free(&outcome);
	expect_nothing_left();
	free(terminal);
	drop_folder(folder);
}
END_TEST

Suite *desk_suite(void)
{
	Suite *suite = suite_create("desk");
	TCase *tests = add_case(suite, "desk", 250);

	add_shared(tests, hints_come_one_by_one, 1);
	add_shared(tests, progress_keeps_the_best, 1);
	add_shared(tests, watch_grades_at_every_save_and_goes_on, 1);
	return suite;
}
