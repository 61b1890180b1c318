/* Other systems: another C library, busybox, a disk that runs no programs, no ptrace,
 * somebody else's checkout. */

#include "all.h"
#include "helpers.h"
#include "names.h"
#include "text.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REFERENCE "solutions/09a_arena_scope_local_mmap"

/* Linux has no errno 41 and no 58, and the table is no shorter than its list. */
START_TEST(every_errno_and_signal_has_a_name)
{
	for (int i = 1; i <= EHWPOISON; i++)
		ck_assert_msg((errno_name(i)[0] == 'E') == (i != 41 && i != 58), "%d: %s",
			i, errno_name(i));
	ck_assert_str_eq(errno_name(0), "0");
	ck_assert_str_eq(errno_name(ENOMEM), "ENOMEM");
	ck_assert_str_eq(errno_name(-1), "an unknown errno");
	ck_assert_str_eq(errno_name(EHWPOISON + 1), "an unknown errno");
	for (int i = 1; i <= SIGSYS; i++)
		ck_assert_msg(signal_name(i) != NULL, "%d", i);
	ck_assert_str_eq(signal_name(SIGSEGV), "SEGV");
	ck_assert_ptr_null(signal_name(0));
	ck_assert_ptr_null(signal_name(-1));
	ck_assert_ptr_null(signal_name(SIGSYS + 1));
}
END_TEST

START_TEST(every_source_compiles_against_musl)
{
	if (!has(__func__, "musl-gcc", "command -v musl-gcc clang"))
		return;
	char *own = test_folder();
	t_outcome outcome = shell(
		"nice sh grader/tests/musl.sh %s common/*.c solutions/*/*.c lessons/*/*.c "
		"grader/suites/*/*.c grader/*/*.c",
		own);

	ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	outcome_free(&outcome);
	drop_folder(own);
}
END_TEST

/* Alpine's tools: they know fewer options than GNU's. */
#define BUSYBOX                                                                                              \
	"mkdir ../tools && for t in awk basename cat chmod cp cut date dirname env find grep head ln ls "    \
	"mkdir mktemp mv od readlink rm sed sh sleep sort stat tail tar test timeout touch tr wc xargs; do " \
	"ln -s \"$(command -v busybox)\" ../tools/$t; done"

#define HANDOUT "grader/setup/python.sh desk handout --build ../.. --out "

START_TEST(busybox_is_enough_for_students_and_for_their_folder)
{
	if (!has(__func__, "busybox", "command -v busybox"))
		return;
	char *folder = copy_checkout();

	expect_there(folder, BUSYBOX, 0, "");
	/* Its timeout leaves a process that watches for a second more: of orphans nothing
	 * is asked. */
	t_outcome demo =
		shell("cd '%s/a cöpy' && PATH=$PWD/../tools:$PATH make demo LESSON=09a",
			folder);
	ck_assert_msg(outcome_good(&demo) && strstr(demo.output, "TODO 1") != NULL,
		"%.3000s", demo.output);
	outcome_free(&demo);
	expect_there(folder, "PATH=$PWD/../tools:$PATH make grade LESSON=09a", 0,
		"Score 0/100");
	expect_there(folder, "PATH=$PWD/../tools:$PATH make reset LESSON=09a", 0,
		"is as it was handed out already");
	expect_there(folder, "PATH=$PWD/../tools:$PATH sh " HANDOUT "../out", 0,
		"The handout: ../out");
	expect_there(folder, "PATH=$PWD/../tools /bin/sh " HANDOUT "x.tar.zst", 2,
		"handout: an OUT=file.tar.zst needs zstd");
	drop_folder(folder);
}
END_TEST

START_TEST(a_disk_that_runs_no_programs_is_told)
{
	static const char *const commands[] = {"make grade BUILD=noexec",
		"build/grade --build noexec --json noexec/r.json --submission " REFERENCE
		" 09a"};
	char *mounts = unshared(__func__, "--mount", TRIAL_MOUNT);

	if (mounts == NULL)
		return;
	char *folder = copy_checkout();
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
	{
		char *command = text_format(
			"mkdir -p noexec && %s sh -c 'mount -t tmpfs -o noexec none "
			"noexec && ln -s ../build/suites noexec/ && %s'",
			mounts, commands[i]);
		/* make says 1 where the grader itself says 2. */
		expect_there(folder, command, i == 0 ? 1 : 2,
			"no program may run in noexec (its disk is mounted noexec); choose another folder "
			"with BUILD=");
		free(command);
	}
	free(mounts);
	drop_folder(folder);
}
END_TEST

/* From here on ptrace(2) is forbidden in this process and all that it starts. */
static void forbid_tracing(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	ck_assert_ptr_nonnull(filter);
	ck_assert_int_eq(
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 0), 0);
	ck_assert_int_eq(seccomp_load(filter), 0);
	seccomp_release(filter);
}

START_TEST(without_ptrace_gdb_is_not_started)
{
	char *folder = copy_checkout();

	forbid_tracing();
	expect_there(folder, "make debug LESSON=09a ROW=init_fields", 1,
		"tracing a program (ptrace) is forbidden, as in some containers. make row still works");
	expect_there(
		folder, "make row LESSON=09a ROW=init_fields", 0, "arena_init(&a, 64)");
	drop_folder(folder);
}
END_TEST

START_TEST(a_checkout_of_somebody_else_is_told)
{
	if (!has(__func__, "right to give files away",
		    "touch build/given && chown 65534 build/given"))
		return;
	char *folder = copy_checkout();

	expect_there(folder,
		"git init -q . && chown -R 65534 . && make handout OUT=../out", 2,
		"handout: git does not read this checkout: fatal: detected dubious ownership");
	drop_folder(folder);
}
END_TEST

void systems_tests(void)
{
	const t_tests tests = {"systems", 250};

	add_tests(tests, every_errno_and_signal_has_a_name, 1);
	add_tests(tests, every_source_compiles_against_musl, 1);
	add_tests(tests, busybox_is_enough_for_students_and_for_their_folder, 1);
	add_tests(tests, a_disk_that_runs_no_programs_is_told, 1);
	add_tests(tests, without_ptrace_gdb_is_not_started, 1);
	add_tests(tests, a_checkout_of_somebody_else_is_told, 1);
}
