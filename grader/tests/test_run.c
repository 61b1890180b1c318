/* The supervisor: every end a command can come to, and nothing left behind. */

#include "all.h"
#include "children.h"
#include "helpers.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const t_limits g_limits = {.wall_seconds = 20,
	.cpu_seconds = 10,
	.memory_mib = 1024,
	.file_mib = 1,
	.output_bytes = 1000,
	.processes = 20};

static t_outcome run_script(const char *script, const t_limits *limits)
{
	char *const words[] = {"sh", "-c", (char *)script, NULL};

	return run(&(t_command){words, NULL, 0}, limits);
}

/* Inside a PID namespace of its own, where even kill(-1) reaches nothing else. */
static t_outcome run_caged(const char *script, const t_limits *limits)
{
	char *const words[] = {
		"unshare", "--pid", "--fork", "--kill-child", "sh", "-c", (char *)script, NULL};
	char *const user_words[] = {"unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child",
		"sh", "-c", (char *)script, NULL};

	return run(&(t_command){geteuid() == 0 ? words : user_words, NULL, 0}, limits);
}

static void expect_end(t_outcome outcome, t_end end, int code)
{
	ck_assert_int_eq(outcome.end, end);
	ck_assert_int_eq(outcome.code, code);
	ck_assert_int_eq(children_count(), 0);
	outcome_free(&outcome);
}

START_TEST(exit_status_and_output_come_back)
{
	t_outcome outcome = run_script("echo out; echo err >&2; exit 7", &g_limits);

	ck_assert_str_eq(outcome.output, "out\nerr\n");
	ck_assert_int_eq(outcome.orphans, 0);
	expect_end(outcome, END_EXITED, 7);
}
END_TEST

START_TEST(a_signal_is_told)
{
	expect_end(run_script("kill -SEGV $$", &g_limits), END_SIGNALED, SIGSEGV);
}
END_TEST

START_TEST(a_missing_command_is_told)
{
	char *const words[] = {"no-such-command", NULL};

	expect_end(run(&(t_command){words, NULL, 0}, &g_limits), END_NOT_STARTED, 2);
}
END_TEST

START_TEST(there_is_no_input_and_little_environment)
{
	setenv("CK_FORK", "no", 1);
	t_outcome outcome = run_script("cat; env | cut -d= -f1 | sort | tr '\\n' ' '", &g_limits);

	ck_assert_str_eq(outcome.output, "HOME LC_ALL PATH PWD TEMP TMPDIR ");
	expect_end(outcome, END_EXITED, 0);
}
END_TEST

START_TEST(who_sleeps_too_long_is_ended)
{
	t_limits limits = g_limits;

	limits.wall_seconds = 0.2;
	expect_end(run_script("sleep 100", &limits), END_TIMED_OUT, 0);
}
END_TEST

START_TEST(who_computes_too_long_is_ended)
{
	t_limits limits = g_limits;

	limits.cpu_seconds = 1;
	expect_end(run_script("while :; do :; done", &limits), END_SIGNALED, SIGKILL);
}
END_TEST

START_TEST(a_flood_of_output_is_cut)
{
	t_outcome outcome = run_script("yes", &g_limits);

	ck_assert_uint_eq(outcome.output_size, 1000);
	expect_end(outcome, END_FLOODED, 0);
}
END_TEST

START_TEST(a_file_that_grows_is_stopped)
{
	char *folder = test_folder();
	char *script = text_format(
		"head -c 5000000 /dev/zero > %s/big; code=$?; wc -c < %s/big; exit $code", folder, folder);
	t_outcome outcome = run_script(script, &g_limits);

	ck_assert_int_ne(outcome.code, 0);
	ck_assert_ptr_nonnull(strstr(outcome.output, "1048576"));
	outcome_free(&outcome);
	free(script);
	drop_folder(folder);
}
END_TEST

START_TEST(a_swarm_is_ended)
{
	expect_end(run_caged("f() { sleep 50 & f; }; f", &g_limits), END_SWARMED, 0);
}
END_TEST

START_TEST(orphans_are_ended_wherever_they_went)
{
	t_outcome outcome =
		run_script("sleep 100 & setsid sleep 100 & (setsid sh -c 'sleep 100 & sleep 100' &) ; exit 0",
			&g_limits);

	ck_assert_int_ge(outcome.orphans, 3);
	expect_end(outcome, END_EXITED, 0);
}
END_TEST

START_TEST(an_orphan_that_holds_the_output_does_not_keep_us)
{
	t_outcome outcome = run_script("sleep 100 & echo done", &g_limits);

	ck_assert_str_eq(outcome.output, "done\n");
	expect_end(outcome, END_EXITED, 0);
}
END_TEST

START_TEST(who_kills_everyone_reaches_only_itself)
{
	t_outcome outcome = run_caged("kill -KILL -1; exit 3", &g_limits);

	ck_assert(outcome.end == END_EXITED || outcome.end == END_SIGNALED);
	ck_assert_int_eq(children_count(), 0);
	outcome_free(&outcome);
}
END_TEST

Suite *run_suite(void)
{
	Suite *suite = suite_create("supervisor");
	TCase *tests = add_case(suite, "run", 60);

	tcase_add_test(tests, exit_status_and_output_come_back);
	tcase_add_test(tests, a_signal_is_told);
	tcase_add_test(tests, a_missing_command_is_told);
	tcase_add_test(tests, there_is_no_input_and_little_environment);
	tcase_add_test(tests, who_sleeps_too_long_is_ended);
	tcase_add_test(tests, who_computes_too_long_is_ended);
	tcase_add_test(tests, a_flood_of_output_is_cut);
	tcase_add_test(tests, a_file_that_grows_is_stopped);
	tcase_add_test(tests, a_swarm_is_ended);
	tcase_add_test(tests, orphans_are_ended_wherever_they_went);
	tcase_add_test(tests, an_orphan_that_holds_the_output_does_not_keep_us);
	tcase_add_test(tests, who_kills_everyone_reaches_only_itself);
	return suite;
}
