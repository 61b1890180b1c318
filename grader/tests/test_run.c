/* The supervisor: every end a command can come to, and nothing left behind. */

#include "all.h"
#include "children.h"
#include "helpers.h"
#include "text.h"
#include "view.h"

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

	return run(&(t_command){.arguments = words}, limits);
}

#define PIDS "--pid --fork --kill-child"

/* Inside a PID namespace of its own, where even kill(-1) reaches nothing else. */
static t_outcome run_caged(const char *cage, const char *script, const t_limits *limits)
{
	char *command = text_format("exec %s sh -c '%s'", cage, script);
	t_outcome outcome = run_script(command, limits);

	free(command);
	return outcome;
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

	expect_end(run(&(t_command){.arguments = words}, &g_limits), END_NOT_STARTED, 2);
}
END_TEST

START_TEST(there_is_no_input_and_little_environment)
{
	setenv("CK_FORK", "no", 1);
	t_outcome outcome =
		run_script("cat; env | cut -d= -f1 | sort | tr '\\n' ' '", &g_limits);

	ck_assert_str_eq(
		outcome.output, "CCACHE_DISABLE HOME LC_ALL PATH PWD TEMP TMPDIR ");
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
	expect_end(run_script("while :; do :; done", &limits), END_SIGNALED, SIGXCPU);
}
END_TEST

/* The rest of the grading's time, whatever the command itself may have. */
START_TEST(a_budget_ends_what_runs_and_starts_nothing_more)
{
	run_budget(0.3);
	t_outcome outcome = run_script("sleep 100", &g_limits);
	char *words = outcome_words(&outcome, &g_limits);
	ck_assert_str_eq(words, "the 0.3 s that a grading may take were used up");
	free(words);
	expect_end(outcome, END_SPENT, 0);
	expect_end(run_script("true", &g_limits), END_SPENT, 0);
	ck_assert_int_eq(run_spent().all, 1);
	run_budget(0);
	expect_end(run_script("exit 4", &g_limits), END_EXITED, 4);
}
END_TEST

START_TEST(sleeping_and_computing_are_told_apart)
{
	t_limits limits = g_limits;
	t_outcome sleeper = run_script("sleep 1", &limits);

	limits.cpu_seconds = 1;
	t_outcome worker = run_script("while :; do :; done", &limits);
	ck_assert(sleeper.slept_seconds > sleeper.cpu_seconds);
	ck_assert(worker.cpu_seconds > worker.slept_seconds);
	outcome_free(&sleeper);
	outcome_free(&worker);
}
END_TEST

/* tail keeps all of it in memory. */
START_TEST(the_largest_is_ended_when_all_have_too_much_memory)
{
	static const char script[] =
		"exec 2>/dev/null; head -c 100m /dev/zero | tail -c 100m | wc -c";
	t_limits limits = g_limits;

	limits.wall_seconds = 50;
	limits.total_mib = 50;
	t_outcome outcome = run_script(script, &limits);
	ck_assert_str_eq(outcome.output, "0\n");
	ck_assert_int_eq(outcome.bloated, 1);
	expect_end(outcome, END_EXITED, 0);
	limits.total_mib = 1000;
	outcome = run_script(script, &limits);
	ck_assert_str_eq(outcome.output, "104857600\n");
	ck_assert_int_eq(outcome.bloated, 0);
	expect_end(outcome, END_EXITED, 0);
}
END_TEST

START_TEST(a_command_that_is_ended_for_its_memory_says_so)
{
	t_limits limits = g_limits;

	limits.total_mib = 50;
	t_outcome outcome = run_script("exec sort /dev/zero", &limits);
	char *words = outcome_words(&outcome, &limits);
	ck_assert_str_eq(words,
		"it was ended because its processes had more than 50 MiB of memory");
	free(words);
	expect_end(outcome, END_SIGNALED, SIGKILL);
}
END_TEST

START_TEST(memory_that_processes_share_counts_once)
{
	char *folder = test_folder();
	char *script = text_format("cd %s && gcc -w -o share share.c && ./share", folder);
	t_limits limits = g_limits;

	put(folder, "share.c",
		"#include <sys/mman.h>\n#include <sys/wait.h>\n#include <string.h>\n#include <unistd.h>\n"
		"int main(void) {\n"
		"char *bytes = mmap(0, 60 << 20, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n"
		"memset(bytes, 1, 60 << 20);\n"
		"for (int i = 0; i < 8; i++) if (fork() == 0)\n"
		"{ volatile char c; for (int at = 0; at < 60 << 20; at += 4096) c = bytes[at]; sleep(1); "
		"_exit(0); }\n"
		"while (wait(0) > 0) ; return 0; }\n");
	limits.total_mib = 200;
	t_outcome outcome = run_script(script, &limits);
	ck_assert_str_eq(outcome.output, "");
	ck_assert_int_eq(outcome.bloated, 0);
	expect_end(outcome, END_EXITED, 0);
	free(script);
	drop_folder(folder);
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
		"head -c 5000000 /dev/zero > %s/big; code=$?; wc -c < %s/big; exit $code",
		folder, folder);
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
	char *cage = unshared(__func__, PIDS, "true");

	if (cage != NULL)
		expect_end(run_caged(cage, "f() { sleep 50 & f; }; f", &g_limits),
			END_SWARMED, 0);
	free(cage);
}
END_TEST

START_TEST(orphans_are_ended_wherever_they_went)
{
	t_outcome outcome = run_script(
		"sleep 100 & setsid sleep 100 & (setsid sh -c 'sleep 100 & sleep 100' &) ; exit 0",
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
	char *cage = unshared(__func__, PIDS, "true");

	if (cage == NULL)
		return;
	t_outcome outcome = run_caged(cage, "kill -KILL -1; exit 3", &g_limits);
	free(cage);
	ck_assert(outcome.end == END_EXITED || outcome.end == END_SIGNALED);
	ck_assert_int_eq(children_count(), 0);
	outcome_free(&outcome);
}
END_TEST

/* Runs the script as what handles a submission, in a folder of its own. */
static t_outcome run_shut_in(const char *script, const t_limits *limits)
{
	char *const words[] = {"sh", "-c", (char *)script, NULL};
	char *relative = test_folder();
	char *folder = realpath(relative, NULL);
	t_command command = {
		.arguments = words, .folder = folder, .handles_submission = 1};
	t_outcome outcome = run(&command, limits);

	free(folder);
	drop_folder(relative);
	return outcome;
}

/* Whether what handles a submission is shut in here; where bubblewrap does not work, it
 * must say why. */
static int is_shut_in(const char *test)
{
	expect_end(run_shut_in("true", &g_limits), END_EXITED, 0);
	if (view_missing() == NULL)
		return 1;
	ck_assert_int_gt(strlen(view_missing()), 20);
	skipped(test, view_missing());
	return 0;
}

/* What the script prints, shut in. */
static void expect_seen(const char *script, const char *shut_in)
{
	t_outcome outcome = run_shut_in(script, &g_limits);

	ck_assert_str_eq(outcome.output, shut_in);
	expect_end(outcome, END_EXITED, 0);
}

START_TEST(who_is_shut_in_sees_its_folder_and_the_system)
{
	if (!is_shut_in(__func__))
		return;
	char *checkout = getcwd(NULL, 0);
	char *script =
		text_format("echo 1 > own; cat own; test -e /usr/bin/env; echo $?; "
			    "find '%s' -type f -printf '%%f\\n'; ls '%s'",
			checkout, checkout);

	/* Of the checkout there is nothing but the path to the folder. */
	expect_seen(script, "1\n0\nown\nbuild\n");
	expect_seen("find /etc/passwd /home /root /var -type f 2>/dev/null; true", "");
	free(script);
	free(checkout);
}
END_TEST

START_TEST(who_is_shut_in_can_change_nothing_else)
{
	if (!is_shut_in(__func__))
		return;
	expect_seen(
		"for f in /usr/x /bin/x /etc/alternatives/x /proc/sys/vm/stat_interval; do "
		"(echo > $f) 2>/dev/null && echo $f; done; true",
		"");
}
END_TEST

/* It could tell there how it ended. */
START_TEST(who_is_shut_in_has_no_descriptor_of_bubblewraps)
{
	if (!is_shut_in(__func__))
		return;
	expect_seen("ls /proc/self/fd | tr '\\n' ' '", "0 1 2 3 ");
}
END_TEST

/* Root could otherwise mount /usr anew, to be written. */
START_TEST(who_is_shut_in_has_no_capability)
{
	if (!is_shut_in(__func__))
		return;
	expect_seen(
		"grep -c '^Cap' /proc/self/status; grep '^Cap' /proc/self/status | tr -d '\\t0' | "
		"tr '\\n' ' '",
		"5\nCapInh: CapPrm: CapEff: CapBnd: CapAmb: ");
}
END_TEST

START_TEST(who_is_shut_in_has_no_network_and_sees_no_process)
{
	if (!is_shut_in(__func__))
		return;
	expect_seen(
		"tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; "
		"cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c build/test[s]; true",
		"lo\n0\n");
}
END_TEST

START_TEST(who_is_shut_in_ends_as_others_do)
{
	t_limits limits = g_limits;

	expect_end(run_shut_in("exit 7", &limits), END_EXITED, 7);
	expect_end(run_shut_in("kill -SEGV $$", &limits), END_SIGNALED, SIGSEGV);
	expect_end(run_shut_in("(setsid sleep 100 &); sleep 100 & exit 3", &limits),
		END_EXITED, 3);
	limits.wall_seconds = 0.2;
	expect_end(
		run_shut_in("setsid sleep 100 & sleep 100", &limits), END_TIMED_OUT, 0);
}
END_TEST

/* Runs `grade` where bwrap is this script, on a submission that has 0 points. */
static t_outcome grade_behind(const char *script)
{
	char *own = test_folder();

	put(own, "bwrap", script);
	t_outcome outcome = shell(
		"chmod +x %s/bwrap; PATH=\"$PWD/%s:$PATH\" build/grade --submission "
		"grader/suites/09a*/skeleton 09a 2>&1; echo status $?",
		own, own);
	drop_folder(own);
	return outcome;
}

START_TEST(where_bubblewrap_does_not_work_one_line_says_so)
{
	t_outcome outcome =
		grade_behind("#!/bin/sh\necho 'bwrap: not here' >&2; exit 1\n");

	ck_assert_ptr_nonnull(strstr(outcome.output,
		"Note: not shut in by bubblewrap: bubblewrap does not work here (bwrap: not"));
	ck_assert_ptr_nonnull(strstr(outcome.output, "Score 0/100"));
	ck_assert_ptr_nonnull(strstr(outcome.output, "status 0\n"));
	outcome_free(&outcome);
}
END_TEST

/* The first command goes well, and then there are no namespaces left: that says nothing
 * about the submission. */
START_TEST(where_bubblewrap_fails_later_nothing_is_graded)
{
	t_outcome outcome = grade_behind("#!/bin/sh\ncase \"$*\" in *' -E '*) "
					 "PATH=${PATH#*:} exec bwrap \"$@\";; esac\n"
					 "echo 'bwrap: no space' >&2; exit 1\n");

	ck_assert_ptr_nonnull(
		strstr(outcome.output, "bubblewrap failed: bwrap: no space"));
	ck_assert_ptr_nonnull(strstr(outcome.output, "status 2\n"));
	ck_assert_ptr_null(strstr(outcome.output, "Score"));
	outcome_free(&outcome);
}
END_TEST

void run_tests(void)
{
	const t_tests tests = {"run", 60};

	add_tests(tests, exit_status_and_output_come_back, 1);
	add_tests(tests, a_signal_is_told, 1);
	add_tests(tests, a_missing_command_is_told, 1);
	add_tests(tests, there_is_no_input_and_little_environment, 1);
	add_tests(tests, who_sleeps_too_long_is_ended, 1);
	add_tests(tests, who_computes_too_long_is_ended, 1);
	add_tests(tests, a_budget_ends_what_runs_and_starts_nothing_more, 1);
	add_tests(tests, sleeping_and_computing_are_told_apart, 1);
	add_tests(tests, the_largest_is_ended_when_all_have_too_much_memory, 1);
	add_tests(tests, a_command_that_is_ended_for_its_memory_says_so, 1);
	add_tests(tests, memory_that_processes_share_counts_once, 1);
	add_tests(tests, a_flood_of_output_is_cut, 1);
	add_tests(tests, a_file_that_grows_is_stopped, 1);
	add_tests(tests, a_swarm_is_ended, 1);
	add_tests(tests, orphans_are_ended_wherever_they_went, 1);
	add_tests(tests, an_orphan_that_holds_the_output_does_not_keep_us, 1);
	add_tests(tests, who_kills_everyone_reaches_only_itself, 1);
	add_tests(tests, who_is_shut_in_sees_its_folder_and_the_system, 1);
	add_tests(tests, who_is_shut_in_can_change_nothing_else, 1);
	add_tests(tests, who_is_shut_in_has_no_descriptor_of_bubblewraps, 1);
	add_tests(tests, who_is_shut_in_has_no_capability, 1);
	add_tests(tests, who_is_shut_in_has_no_network_and_sees_no_process, 1);
	add_tests(tests, who_is_shut_in_ends_as_others_do, 1);
	add_tests(tests, where_bubblewrap_does_not_work_one_line_says_so, 1);
	add_tests(tests, where_bubblewrap_fails_later_nothing_is_graded, 1);
}
