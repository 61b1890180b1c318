/*
 * Faults of the grader's world: killed at every stage, a disk that is full, no /tmp,
 * tools that are missing, that fail or that print garbage, a clock that jumps. Whatever
 * comes: a result is whole or not there, the one before it is kept, no process is left,
 * and the next grading works.
 */

#define _GNU_SOURCE
#include "all.h"
#include "children.h"
#include "file.h"
#include "grade.h"
#include "helpers.h"
#include "lesson.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REFERENCE "solutions/09a_arena_scope_local_mmap"
#define SKELETON "grader/suites/09a_arena_scope_local_mmap/skeleton"
#define OLD "an older result\n"
/* Seconds that processes may take to end once their grader is gone, on a busy machine. */
#define PATIENCE 20

/* The tools that a grading calls, in the order in which it does. */
static const char *const g_stages[] = {"gcc", "gcc", "objcopy", "gcc", "valgrind"};

#define STAGES (sizeof(g_stages) / sizeof(*g_stages))

/* A folder with a build folder of its own, where suites stand ready, a folder for tools,
 * and an older result. */
static char *make_world(void)
{
	char *own = test_folder();
	t_outcome outcome = shell(
		"cd %s && mkdir tools build && ln -s ../../suites build/suites", own);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	put(own, "result.json", OLD);
	return own;
}

/* Puts a script in place of a tool; "$REAL" in it is the tool itself. */
static void put_tool(const char *own, const char *tool, const char *script)
{
	char *real = program_path(tool);
	char *name = text_format("tools/%s", tool);
	char *text = text_format(
		"#!/bin/sh\nREAL=%s\nOWN=$(dirname \"$(dirname \"$0\")\")\n%s\n",
		real == NULL ? "false" : real, script);

	put(own, name, text);
	t_outcome outcome = shell("chmod +x %s/%s", own, name);
	outcome_free(&outcome);
	free(text);
	free(name);
	free(real);
}

/* Grades the reference in that world. */
static t_outcome grade_there(const char *own, const char *before)
{
	return shell(
		"PATH=\"$PWD/%s/tools:$PATH\"; %s build/grade --build %s/build --json %s/result.json "
		"--submission " REFERENCE " 09a 2>&1",
		own, before, own, own);
}

static char *read_result(const char *own)
{
	size_t size;
	char *path = text_format("%s/result.json", own);
	char *text = file_read(path, 1 << 20, &size);

	free(path);
	ck_assert_msg(text != NULL, "result.json is gone: %s", strerror(errno));
	return text;
}

static void expect_old_result(const char *own)
{
	char *text = read_result(own);

	ck_assert_str_eq(text, OLD);
	free(text);
}

/* Beside what make_world made there is nothing. */
static void expect_no_litter(const char *own)
{
	t_outcome outcome = shell(
		"cd %s && ls -A . build | grep -vx 'build\\|tools\\|suites\\|result.json\\|"
		"stage\\|[.]:\\|build:\\|'",
		own);

	ck_assert_msg(outcome.output[0] == '\0', "left behind: %.3000s", outcome.output);
	outcome_free(&outcome);
}

static void expect_points(const char *own, int points, int most)
{
	char *text = read_result(own);
	json_t *result = json_loads(text, 0, NULL);

	ck_assert_msg(result != NULL, "the result is not whole:\n%.1000s", text);
	ck_assert_int_eq(score_in(result), points);
	ck_assert_int_eq(json_integer_value(json_object_get(result, "max_score")), most);
	json_decref(result);
	free(text);
}

/* It failed, said why, and the older result is there. */
static void expect_told(const char *own, const t_outcome *outcome, const char *words)
{
	ck_assert_msg(outcome->end == END_EXITED && outcome->code == 2,
		"status %d:\n%.2000s", outcome->code, outcome->output);
	ck_assert_msg(strstr(outcome->output, words) != NULL, "no \"%s\" in:\n%.2000s",
		words, outcome->output);
	expect_old_result(own);
	expect_no_litter(own);
}

/* ---- killed ---- */

/* The tools are themselves again. */
static void clear_tools(const char *own)
{
	t_outcome outcome = shell("rm -f %s/tools/*", own);

	outcome_free(&outcome);
}

/* The tool of this stage leaves a mark where it may write, and waits there to be ended.
 */
static void put_waiting(const char *own, size_t stage)
{
	size_t before = 0;

	for (size_t i = 0; i < stage; i++)
		before += strcmp(g_stages[i], g_stages[stage]) == 0;
	char *script = text_format("echo >> \"$TMPDIR/count\"\n"
				   "test $(wc -l < \"$TMPDIR/count\") -ne %zu || "
				   "{ echo > \"$TMPDIR/waits\"; sleep 60; }\n"
				   "exec $REAL \"$@\"",
		before + 1);
	put_tool(own, g_stages[stage], script);
	free(script);
}

/* Waits until no process is left below this one, a subreaper. */
static void expect_all_gone(void)
{
	time_t end = time(NULL) + PATIENCE;

	while (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
	{
		ck_assert_msg(
			time(NULL) < end, "%d processes are left", children_count());
		usleep(10000);
	}
}

/* Whether a tool waits there. */
static int is_waiting(const char *own)
{
	t_outcome outcome =
		shell("ls %s/build/work.*/waits %s/build/work.*/scratch/waits "
		      "2>/dev/null | grep -q .",
			own, own);
	int found = outcome_good(&outcome);

	outcome_free(&outcome);
	return found;
}

/* Starts the grader in that world, and signals it as soon as a tool waits. Returns its
 * status. */
static int grade_and_be_killed(const char *own, int signal)
{
	char *script = text_format("PATH=\"$PWD/%s/tools:$PATH\" exec "
				   "build/grade --build %s/build --json %s/result.json "
				   "--submission " REFERENCE " 09a >/dev/null 2>&1",
		own, own, own);
	time_t end = time(NULL) + PATIENCE;
	int status;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid_t child = fork();
	if (child == 0)
	{
		execl("/bin/sh", "sh", "-c", script, NULL);
		_exit(127);
	}
	while (!is_waiting(own) && time(NULL) < end)
		usleep(10000);
	kill(child, signal);
	waitpid(child, &status, 0);
	free(script);
	expect_all_gone();
	return status;
}

static const int g_signals[] = {SIGINT, SIGTERM, SIGKILL};

START_TEST(killed_at_any_stage_it_leaves_nothing_half_done)
{
	int signal = g_signals[_i / STAGES];
	char *own = make_world();

	put_waiting(own, _i % STAGES);
	int status = grade_and_be_killed(own, signal);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == signal,
		"stage %zu: status %#x", _i % STAGES, (unsigned)status);
	expect_old_result(own);
	if (signal != SIGKILL)
		expect_no_litter(own);
	drop_folder(own);
}
END_TEST

START_TEST(killed_while_it_writes_it_keeps_the_older_result)
{
	static const char *const calls[] = {"fsync", "rename"};
	char *own = make_world();

	put(own, "killer.c",
		"int getpid(void);\nint kill(int, int);\n"
		"int CALL(const char *a, const char *b)\n"
		"{ (void)a; (void)b; return kill(getpid(), 9); }\n");
	for (size_t i = 0; i < 2; i++)
	{
		t_outcome outcome = shell(
			"cd %s && gcc -w -fno-builtin -shared -fPIC -DCALL=%s -o killer.so killer.c "
			"&& cd ../.. && LD_PRELOAD=$PWD/%s/killer.so exec build/grade --build %s/build "
			"--json %s/result.json --submission " SKELETON " 09a",
			own, calls[i], own, own, own);
		ck_assert_msg(outcome.end == END_SIGNALED && outcome.code == SIGKILL,
			"%s: %.2000s", calls[i], outcome.output);
		outcome_free(&outcome);
		expect_old_result(own);
	}
	drop_folder(own);
}
END_TEST

START_TEST(killed_the_next_grading_works)
{
	char *own = make_world();

	put_waiting(own, 2);
	grade_and_be_killed(own, SIGKILL);
	clear_tools(own);
	t_outcome outcome = grade_there(own, "");
	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	expect_points(own, 100, 100);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* ---- disks ---- */

#define MOUNTS "--mount"

/* A mount namespace in which the folder is a small disk. */
#define SMALL_DISK                                                                                    \
	"%s sh -c '"                                                                                  \
	"mount -t tmpfs -o size=%dk none %s/build && ln -s \"$PWD/build/suites\" %s/build/suites && " \
	"build/grade --build %s/build --json %s/result.json --submission " REFERENCE                  \
	" 09a 2>&1'"

START_TEST(a_full_disk_is_told)
{
	char *disk = unshared(__func__, MOUNTS, TRIAL_MOUNT);
	static const int sizes[] = {
		4, 24, 40, 64, 120, 250, 400, 600, 700, 760, 800, 840, 1200, 1900, 64000};

	if (disk == NULL)
		return;
	char *own = make_world();
	t_outcome outcome = shell(SMALL_DISK, disk, sizes[_i], own, own, own, own);

	if (outcome.end == END_EXITED && outcome.code == 0)
		expect_points(own, 100, 100);
	else
	{
		ck_assert_msg(outcome.end == END_EXITED && outcome.code == 2, "%.2000s",
			outcome.output);
		ck_assert_msg(strstr(outcome.output, "grade: ") != NULL, "%.2000s",
			outcome.output);
		ck_assert_msg(strstr(outcome.output, "o space left") != NULL,
			"%d KiB: %.2000s", sizes[_i], outcome.output);
		expect_old_result(own);
	}
	ck_assert_int_eq(outcome.orphans, 0);
	outcome_free(&outcome);
	free(disk);
	drop_folder(own);
}
END_TEST

static const char *const g_tmps[] = {
	"mount -t tmpfs -o ro none /tmp",
	"mount -t tmpfs none /tmp && chmod 0 /tmp",
};

START_TEST(without_a_usable_tmp_it_grades_all_the_same)
{
	char *mounts = unshared(__func__, MOUNTS, TRIAL_MOUNT);

	if (mounts == NULL)
		return;
	char *own = make_world();
	/* The checkout may lie below /tmp itself: so it is seen from elsewhere. */
	t_outcome outcome = shell(
		"%s sh -c 'mount --bind . /mnt && cd /mnt && %s "
		"&& TMPDIR=/nowhere build/grade --build %s/build --json %s/result.json "
		"--submission " REFERENCE " 09a 2>&1'",
		mounts, g_tmps[_i], own, own);

	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	expect_points(own, 100, 100);
	outcome_free(&outcome);
	free(mounts);
	drop_folder(own);
}
END_TEST

/* ---- tools ---- */

START_TEST(a_missing_compiler_is_told)
{
	char *own = make_world();

	/* A folder of its own for all that is needed, but no compiler. */
	t_outcome outcome = grade_there(own,
		"for t in ld objcopy objdump valgrind; do ln -s $(command -v $t) "
		"tools/ 2>/dev/null; done; PATH=/nowhere");
	expect_told(own, &outcome, "the compiler \"gcc\": No such file");
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* What a compiler looks like from outside that Linux killed for want of memory. */
static const char *const g_killed_compilers[] = {
	"case \"$*\" in *' -c '*) kill -KILL $$;; esac; exec $REAL \"$@\"",
	"kill -KILL $$",
};

START_TEST(a_compiler_that_is_killed_is_told)
{
	char *own = make_world();

	put_tool(own, "gcc", g_killed_compilers[_i]);
	t_outcome outcome = grade_there(own, "");
	expect_told(own, &outcome, "something killed the compiler");
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* In the namespace the kernel's counters are a file of ours, which changes when the
 * compiler's child is "killed". */
START_TEST(a_compiler_whose_child_is_killed_is_told)
{
	char *own = make_world();
	const char *user = geteuid() == 0 ? "" : "--user --map-root-user";
	t_outcome allowed = shell("unshare %s --mount true", user);

	if (outcome_good(&allowed))
	{
		put_tool(own, "gcc",
			"case \"$*\" in *' -c '*) echo > waits; "
			"until grep -q 'oom_kill 8' /proc/vmstat; do sleep 0.1; done; exit 1;; "
			"esac; exec $REAL \"$@\"");
		put(own, "stage", "pgfault 1\noom_kill 7\n");
		t_outcome outcome = shell(
			"unshare %s --mount sh -c '"
			"mount --bind %s/stage /proc/vmstat && "
			"{ until ls %s/build/work.*/waits 2>/dev/null; do sleep 0.1; done; "
			"printf \"pgfault 1\\noom_kill 8\\n\" > %s/stage; } & PATH=\"$PWD/%s/tools:$PATH\" "
			"build/grade --build %s/build --json %s/result.json "
			"--submission " REFERENCE " 09a 2>&1'",
			user, own, own, own, own, own, own);
		expect_told(own, &outcome, "something killed the compiler");
		outcome_free(&outcome);
	}
	else
		printf("skipped: a compiler whose child is killed (no mount namespace: %.60s)\n",
			allowed.output);
	outcome_free(&allowed);
	drop_folder(own);
}
END_TEST

START_TEST(a_linker_that_fails_is_told)
{
	char *own = make_world();

	put_tool(own, "objcopy", "echo no room >&2; exit 3");
	t_outcome outcome = grade_there(own, "");
	expect_told(own, &outcome, "no room");
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* What the grader, or a tool for it, writes into the work folder once a compiler has run
 * there. */
static const char *const g_written[] = {"arena.o", "submission.o", "subject", "filter",
	"order.json", "rows.json", "valgrind.0"};

#define WRITTEN (sizeof(g_written) / sizeof(*g_written))

/* What a compiler run can leave in place of these. */
static const char *const g_planted[] = {
	"ln -s \"$OWN/precious\" %s", "mkdir %s; echo > %s/file", "mkfifo %s"};

/* A compiler that does its work, and leaves something of this name in the work folder
 * once it has preprocessed. */
static void put_planter(const char *own, const char *plant, const char *name)
{
	char *planting = text_format(plant, name, name);
	char *script =
		text_format("$REAL \"$@\"; code=$?\n"
			    "case \"$*\" in *' -E '*) rm -f %s; %s;; esac; exit $code",
			name, planting);

	put_tool(own, "gcc", script);
	put(own, "precious", "of somebody else\n");
	free(script);
	free(planting);
}

static void expect_untouched(const char *own)
{
	size_t size;
	char *path = text_format("%s/precious", own);
	char *text = file_read(path, 1 << 20, &size);

	ck_assert_msg(text != NULL && strcmp(text, "of somebody else\n") == 0,
		"precious: %.100s", text);
	free(text);
	free(path);
}

START_TEST(what_lies_in_the_way_is_neither_followed_nor_a_fault)
{
	char *own = make_world();

	put_planter(own, g_planted[_i / WRITTEN], g_written[_i % WRITTEN]);
	t_outcome outcome = grade_there(own, "");
	ck_assert_msg(outcome_good(&outcome), "%s: %.2000s", g_written[_i % WRITTEN],
		outcome.output);
	expect_untouched(own);
	expect_points(own, 100, 100);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* What the grader reads there may be a link to what only the grader may read. */
START_TEST(what_leads_out_of_the_work_folder_is_not_read)
{
	static const char *const read[] = {"arena.c.i", "arena.c.d"};
	char *own = make_world();

	put_planter(own, g_planted[0], read[_i]);
	t_outcome outcome = grade_there(own, "");
	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	ck_assert_ptr_null(strstr(outcome.output, "somebody"));
	ck_assert_ptr_nonnull(strstr(outcome.output, "too much to be an answer"));
	expect_untouched(own);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* Valgrinds that cannot be relied on: what they would have judged is not graded. */
static const char *const g_bad_valgrinds[] = {
	"exit 1",
	"kill -SEGV $$",
	"echo 'valgrind: failed to start tool: memcheck'; exit 1",
	/* Garbage in place of the log, and no row run. */
	"head -c 100000 /dev/urandom >&6; exit 0",
	"echo '<valgrindoutput><error><kind>' >&6; exit 0",
	/* It prints until it is ended. */
	"yes garbage",
};

START_TEST(where_valgrind_fails_memory_is_not_graded)
{
	char *own = make_world();

	put_tool(own, "valgrind", g_bad_valgrinds[_i]);
	t_outcome outcome = grade_there(own, "");
	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	ck_assert_msg(
		strstr(outcome.output, "not graded: valgrind does not work here") != NULL,
		"%.2000s", outcome.output);
	expect_points(own, 75, 75);
	expect_no_litter(own);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* Rows that ran, and a log that does not say so: that is no proof of clean memory. */
START_TEST(a_log_of_valgrind_that_is_garbage_proves_nothing)
{
	char *own = make_world();

	put_tool(own, "valgrind", "head -c 1000 /dev/urandom >&6; exec $REAL \"$@\"");
	t_outcome outcome = grade_there(own, "");
	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	char *text = read_result(own);
	json_t *result = json_loads(text, 0, NULL);
	ck_assert_int_lt(score_in(result), 100);
	ck_assert_str_ne(row_status_in(result, "memcheck_accesses"), "passed");
	json_decref(result);
	free(text);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* ---- time ---- */

START_TEST(a_clock_that_jumps_changes_nothing)
{
	char *own = make_world();

	/* Each look at the calendar is an hour off, forwards and backwards by turns. */
	put(own, "jump.c",
		"#include <sys/time.h>\n#include <sys/syscall.h>\n#include <time.h>\n#include <unistd.h>\n"
		"static long turn(void) { static long n; return n++ % 2 ? 3600 : -3600; }\n"
		"int clock_gettime(clockid_t c, struct timespec *t)\n"
		"{ long r = syscall(SYS_clock_gettime, c, t);\n"
		"  if (c == CLOCK_REALTIME) t->tv_sec += turn(); return (int)r; }\n"
		"time_t time(time_t *t) { struct timespec n; clock_gettime(CLOCK_REALTIME, &n);\n"
		"  if (t) *t = n.tv_sec; return n.tv_sec; }\n"
		"int gettimeofday(struct timeval *t, void *z) { (void)z; t->tv_sec = time(0);\n"
		"  t->tv_usec = 0; return 0; }\n");
	t_outcome outcome =
		shell("gcc -w -shared -fPIC -o %s/jump.so %s/jump.c", own, own);
	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	outcome =
		grade_there(own, "export LD_PRELOAD=$PWD/$(ls -d build/test.*/jump.so);");
	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	expect_points(own, 100, 100);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* A machine on which an honest answer computes longer than it may: no result, or the
 * right one. */
START_TEST(a_machine_that_is_too_slow_costs_no_point)
{
	char *own = make_world();
	t_outcome outcome =
		shell("build/grade --seconds 1 --build %s/build --json %s/result.json "
		      "--submission " REFERENCE " 09a 2>&1",
			own, own);

	if (outcome_good(&outcome))
		expect_points(own, 100, 100);
	else
		expect_told(own, &outcome, "this machine is too slow");
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* A right answer that sleeps so long in each row that time is over long before the last
 * one. */
START_TEST(who_sleeps_the_time_away_keeps_what_was_seen)
{
	char *own = make_world();
	t_outcome made = shell(
		"cp -r solutions/09c* %s/in && cd %s/in && sed -i 's/^int arena_init(.*/"
		"#include <time.h>\\nstatic int real_init(t_arena *, size_t, t_policy);\\n"
		"int arena_init(t_arena *a, size_t size, t_policy policy)\\n"
		"{ if (size != 64) nanosleep(\\&(struct timespec){0, 80000000}, 0); return real_init(a, size, policy); }\\n"
		"static int real_init(t_arena *a, size_t size, t_policy policy)/' fork_arena.c",
		own, own);

	ck_assert_msg(outcome_good(&made), "%.2000s", made.output);
	t_outcome outcome =
		shell("build/grade --seconds 30 --build %s/build --json %s/result.json "
		      "--submission %s/in 09c 2>&1",
			own, own, own);
	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	char *text = read_result(own);
	json_t *result = json_loads(text, 0, NULL);
	ck_assert_str_eq(row_status_in(result, "init_fields"), "passed");
	ck_assert_str_ne(row_status_in(result, "memcheck_accesses"), "passed");
	ck_assert_str_ne(row_status_in(result, "memcheck_accesses"), "not-graded");
	ck_assert_ptr_nonnull(
		strstr(text, "not run: the 30 s that a grading may take were used up"));
	json_decref(result);
	free(text);
	outcome_free(&outcome);
	outcome_free(&made);
	drop_folder(own);
}
END_TEST

/* ---- many ---- */

/* Grades the folder so many times in this process. */
static void grade_often(const char *folder, int times)
{
	t_request request = {.submission = folder,
		.compiler = "gcc",
		.level = "-Og",
		.build = "build",
		.seed = 1};
	t_lesson lesson;

	ck_assert_ptr_null(lesson_open(&lesson, "09a"));
	for (int i = 0; i < times; i++)
	{
		char *wrong = NULL;
		json_t *result = grade(&lesson, &request, &wrong);
		ck_assert_msg(wrong == NULL, "%s", wrong);
		json_decref(result);
	}
	lesson_close(&lesson);
}

static size_t open_descriptors(void)
{
	char **names = folder_names("/proc/self/fd", NULL);
	size_t count = 0;

	while (names[count] != NULL)
		count++;
	names_free(names);
	return count;
}

START_TEST(many_gradings_leak_nothing)
{
	char *own = test_folder();

	put(own, "arena.c", "this is no C\n");
	grade_often(SKELETON, 1);
	size_t before = open_descriptors();
	grade_often(own, is_proof() ? 180 : 20);
	grade_often(SKELETON, is_proof() ? 19 : 3);
	grade_often(REFERENCE, 1);
	ck_assert_uint_eq(open_descriptors(), before);
	expect_nothing_left();
	drop_folder(own);
}
END_TEST

void faults_tests(void)
{
	const t_tests killed = {"killed", 200};
	const t_tests disks = {"disks", 200};
	const t_tests tools = {"tools", 200};
	const t_tests slow = {"slow", 200};
	const t_tests many = {"many", 400};

	add_tests(killed, killed_at_any_stage_it_leaves_nothing_half_done, 3 * STAGES);
	add_tests(killed, killed_while_it_writes_it_keeps_the_older_result, 1);
	add_tests(killed, killed_the_next_grading_works, 1);
	add_tests(disks, a_full_disk_is_told, 15);
	add_tests(disks, without_a_usable_tmp_it_grades_all_the_same, 2);
	add_tests(tools, a_missing_compiler_is_told, 1);
	add_tests(tools, a_compiler_that_is_killed_is_told, 2);
	add_tests(tools, a_compiler_whose_child_is_killed_is_told, 1);
	add_tests(tools, a_linker_that_fails_is_told, 1);
	add_tests(tools, what_lies_in_the_way_is_neither_followed_nor_a_fault,
		WRITTEN * sizeof(g_planted) / sizeof(*g_planted));
	add_tests(tools, what_leads_out_of_the_work_folder_is_not_read, 2);
	add_tests(tools, where_valgrind_fails_memory_is_not_graded, 6);
	add_tests(tools, a_log_of_valgrind_that_is_garbage_proves_nothing, 1);
	add_tests(tools, a_clock_that_jumps_changes_nothing, 1);
	add_tests(slow, a_machine_that_is_too_slow_costs_no_point, 1);
	add_tests(slow, who_sleeps_the_time_away_keeps_what_was_seen, 1);
	add_tests(many, many_gradings_leak_nothing, 1);
}
