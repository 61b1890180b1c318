/* What shells, clocks, git and package managers of other machines do, and what people
 * type: none of it may stop the work. */

#include "all.h"
#include "helpers.h"
#include "nearest.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define REFERENCE "solutions/09a_arena_scope_local_mmap"

static const char *const g_given[] = {"recipes", "tools", "commands"};

START_TEST(no_value_is_run)
{
	char *folder = copy_checkout();
	/* make setup must not install anything here. */
	char *command = text_format(
		"echo exit 0 > grader/setup/setup.sh && sh grader/tests/given.sh %s",
		g_given[_i]);
	char *said = output_there(folder, command);

	ck_assert_msg(strstr(said, "WRONG") == NULL && strstr(said, " calls\n") != NULL,
		"%.3000s", said);
	free(said);
	free(command);
	drop_folder(folder);
}
END_TEST

START_TEST(a_tilde_means_the_home_folder)
{
	char *folder = copy_checkout();

	expect_there(folder,
		"mkdir 'ho me' && HOME=\"$PWD/ho me\" make grade LESSON=09a SUBMISSION=" REFERENCE
		" JSON='~/r.json' && cat 'ho me/r.json'",
		0, "\"score\": 100");
	expect_there(folder,
		"cp -r " REFERENCE
		" 'ho me/mine' && HOME=\"$PWD/ho me\" make grade LESSON=09a "
		"SUBMISSION='~/mine'",
		0, "Score 100/100");
	expect_there(folder, "make handout OUT='~bob/x'", 2,
		"OUT: only ~/ at its beginning is understood");
	expect_there(folder, "ls -d ./*~* 2>/dev/null | wc -l", 0, "0\n");
	drop_folder(folder);
}
END_TEST

START_TEST(what_is_typed_is_understood_or_refused)
{
	char *folder = copy_checkout();

	expect_there(folder, "make grade 09a", 0, "Score 0/100");
	expect_there(folder, "make grade LESSON=9A", 0, "Score 0/100");
	expect_there(folder, "make grade LESSON=lessons/09a_arena_scope_local_mmap/", 0,
		"Score 0/100");
	expect_there(folder, "make grade 09a 09b", 2, "one lesson at a time");
	expect_there(folder, "make grade LESSON=09", 1, "there is no lesson \"09\"");
	expect_there(folder, "make grade lesson=09a", 2, "there is no variable lesson");
	expect_there(folder, "make grade Lesson=09a", 2, "there is no variable Lesson");
	expect_there(
		folder, "make grade alloc_full", 2, "there is no command alloc_full");
	expect_there(folder, "make row LESSON=09a ROW=alloc_ful", 1,
		"did you mean alloc_full?");
	expect_there(folder, "make row LESSON=09a ROW=nothing_like_it", 1,
		"make grade LESSON=09a names its rows");
	expect_there(folder, "make row LESSON=09a ROW=memcheck_leaks", 0,
		"this needs the row");
	expect_there(folder, "make debug LESSON=09a ROW=memcheck_leaks", 1,
		"judges all rows that passed");
	expect_there(folder,
		"build/grade answer 09a grader/suites/09a*/broken/memcheck_accesses.patch ../m && make row LESSON=09a ROW=memcheck_accesses SUBMISSION=../m",
		0, "by 0x");
	expect_there(folder, "make grade BUILD='a b'", 2, "BUILD must be a path");
	expect_there(folder, "make grade CC=no-such-cc", 1,
		"there is no compiler called no-such-cc");
	drop_folder(folder);
}
END_TEST

START_TEST(variables_that_others_use_are_not_taken_for_ours)
{
	char *folder = copy_checkout();

	expect_there(folder, "NAME=my-laptop make new-lesson", 2, "needs NAME=");
	expect_there(folder, "LESSON=09a make grade", 0, "Score 0/100");
	drop_folder(folder);
}
END_TEST

START_TEST(the_nearest_name_is_found)
{
	static const char *const names[] = {
		"alloc_full", "alloc_aligned", "init_fields", NULL};

	ck_assert_str_eq(nearest_name("alloc_ful", names), "alloc_full");
	ck_assert_str_eq(nearest_name("ALLOC-ALIGNED", names), "alloc_aligned");
	ck_assert_str_eq(nearest_name("int_feilds", names), "init_fields");
	ck_assert_ptr_null(nearest_name("dump_text", names));
	ck_assert_ptr_null(nearest_name("", names));
}
END_TEST

START_TEST(files_of_the_future_are_graded)
{
	char *folder = copy_checkout();

	expect_there(folder,
		"touch -d '+2 hours' grader/setup/setup.sh grader/base/text.c", 0, "");
	expect_there(folder, "timeout 200 make grade LESSON=09a", 0, "Score 0/100");
	drop_folder(folder);
}
END_TEST

START_TEST(a_clone_has_no_carriage_returns)
{
	char *folder = test_folder();
	t_outcome outcome = shell("command -v git >/dev/null && [ -e .git ]");

	if (outcome_good(&outcome))
	{
		outcome_free(&outcome);
		outcome = shell(
			"git -c safe.directory='*' clone -q -c core.autocrlf=true . '%s/clone' && "
			"cd '%s/clone' && sh -n grader/setup/setup.sh && "
			"! git grep -lI \"$(printf '\\r')\" -- ':!*/crlf_and_bom/*' && "
			"git ls-files --eol | grep -c 'w/crlf.*crlf_and_bom'",
			folder, folder);
		ck_assert_msg(outcome_good(&outcome), "%.3000s", outcome.output);
	}
	else
		puts("not tried here, without git: a clone with core.autocrlf");
	outcome_free(&outcome);
	drop_folder(folder);
}
END_TEST

/*
 * In the folder: a PATH, bin, with what setup.sh calls, without sim_c and bwrap, and with
 * an apt-get that notes its words and knows no similarity-tester; an id, since it asks
 * who it is; and what does for a GNU parallel.
 */
static char *machine_with_apt(const char *user)
{
	char *folder = copy_checkout();
	char *command = text_format(
		"mkdir bin && for t in sh awk sort tr grep pkg-config cat gcc as ld make objcopy flock clang "
		"valgrind gdb unshare tmux git zip unzip zstd ssh rsync xmllint sshd python3; do "
		"p=$(command -v $t || command -v /usr/sbin/$t) && ln -s $p bin/; done; "
		"printf '#!/bin/sh\\necho %s\\n' > bin/id && printf '#!/bin/sh\\necho a b\\n' > bin/parallel "
		"&& "
		"printf '#!/bin/sh\\necho \"$*\" >>log\\ncase $* in *similarity-tester*) exit 100 ;; "
		"esac\\n' "
		"> bin/apt-get && chmod +x bin/id bin/parallel bin/apt-get",
		user);

	expect_there(folder, command, 0, "");
	free(command);
	return folder;
}

START_TEST(a_wanted_package_that_is_nowhere_is_a_note)
{
	char *folder = machine_with_apt("0");

	expect_there(folder, "PATH=$PWD/bin sh grader/setup/setup.sh install class", 0,
		"similarity-tester could not be installed");
	/* bubblewrap came on its own, and what failed did not keep it back. */
	expect_there(
		folder, "cat log", 0, "install -y --no-install-recommends bubblewrap\n");
	drop_folder(folder);
}
END_TEST

START_TEST(what_is_required_comes_in_one_call)
{
	char *folder = machine_with_apt("0");

	expect_there(folder,
		"rm bin/zstd bin/rsync; PATH=$PWD/bin sh grader/setup/setup.sh install class",
		1, "zstd is missing");
	expect_there(folder, "cat log", 0, "--no-install-recommends rsync zstd\n");
	expect_there(folder, "grep -c similarity.*zstd log || true", 0, "0\n");
	drop_folder(folder);
}
END_TEST

START_TEST(without_root_only_what_is_required_is_missed)
{
	char *folder = machine_with_apt("1000");

	expect_there(folder, "PATH=$PWD/bin sh grader/setup/setup.sh install class", 0,
		"not here, and not required: bwrap sim_c");
	expect_there(folder,
		"rm bin/zstd; PATH=$PWD/bin sh grader/setup/setup.sh install class", 1,
		"run as root:\n  apt-get install -y --no-install-recommends zstd bubblewrap "
		"similarity-tester");
	expect_there(folder, "test ! -e log", 0, "");
	drop_folder(folder);
}
END_TEST

void machine_tests(void)
{
	const t_tests tests = {"machine", 300};

	add_tests(tests, no_value_is_run, sizeof(g_given) / sizeof(*g_given));
	add_tests(tests, a_tilde_means_the_home_folder, 1);
	add_tests(tests, what_is_typed_is_understood_or_refused, 1);
	add_tests(tests, variables_that_others_use_are_not_taken_for_ours, 1);
	add_tests(tests, the_nearest_name_is_found, 1);
	add_tests(tests, files_of_the_future_are_graded, 1);
	add_tests(tests, a_clone_has_no_carriage_returns, 1);
	add_tests(tests, a_wanted_package_that_is_nowhere_is_a_note, 1);
	add_tests(tests, what_is_required_comes_in_one_call, 1);
	add_tests(tests, without_root_only_what_is_required_is_missed, 1);
}
