/*
 * The kernel refuses the grader or its examiner a system call, once: what comes of that
 * is the right result, or none, and the older one is kept. strace(1) refuses it.
 */

#include "all.h"
#include "file.h"
#include "helpers.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define LESSON "09a_arena_scope_local_mmap"
#define OLD "an older result\n"

typedef struct s_refusal
{
	const char *call;
	const char *error;
} t_refusal;

/* What the grader calls; the loader of its libraries is refused some of it, too. */
static const t_refusal g_graders[] = {
	{"openat", "EMFILE"},
	{"read", "EIO"},
	{"write", "ENOSPC"},
	{"mmap", "ENOMEM"},
	{"clone", "EAGAIN"},
	{"pipe2", "EMFILE"},
	{"newfstatat", "ENOMEM"},
	{"getcwd", "ENOENT"},
	{"mkdir", "ENOSPC"},
	{"memfd_create", "ENFILE"},
	{"readlink", "ENOMEM"},
	{"getdents64", "ENOMEM"},
	{"pread64", "EIO"},
	{"lseek", "EIO"},
	{"unlink", "EBUSY"},
	{"linkat", "EPERM"},
	{"rename", "EIO"},
	{"fsync", "EIO"},
	{"flock", "ENOLCK"},
};

static const t_refusal g_examiners[] = {
	{"ptrace", "EPERM"},
	{"process_vm_readv", "ENOMEM"},
	{"process_vm_writev", "ENOMEM"},
	{"clone", "EAGAIN"},
	{"memfd_create", "ENFILE"},
	{"mmap", "ENOMEM"},
	{"openat", "EMFILE"},
	{"read", "EIO"},
	{"fstat", "ENOMEM"},
	{"pread64", "EIO"},
};

#define COUNT(list) (int)(sizeof(list) / sizeof(*(list)))

static const char *graders_label(int at)
{
	return g_graders[at].call;
}

static const char *examiners_label(int at)
{
	return g_examiners[at].call;
}

/* Whether strace can follow a program here. */
static int can_refuse(const char *test)
{
	return has(test, "strace", "strace -o /dev/null true");
}

/* Grades the reference; `before` is put before the command. */
static t_outcome grade_there(const char *own, const char *before)
{
	put(own, "result.json", OLD);
	return shell("%s build/grade --build %s/build --json %s/result.json "
		     "--submission solutions/" LESSON " 09a 2>&1",
		before, own, own);
}

/* The right result or none. */
static void expect_no_loss(
	const char *own, const t_outcome *outcome, const t_refusal *refusal, int nth)
{
	size_t size;
	char *path = text_format("%s/result.json", own);
	char *text = file_read(path, 1 << 20, &size);

	ck_assert_ptr_nonnull(text);
	json_t *result = json_loads(text, 0, NULL);
	/* A row that the kernel did not show is in neither sum. */
	int most = (int)json_integer_value(json_object_get(result, "max_score"));
	int is_right = outcome_good(outcome) && score_in(result) == most && most > 90;
	int is_none = !outcome_good(outcome) && strcmp(text, OLD) == 0 &&
		      !(outcome->end == END_EXITED && outcome->code == 1);
	ck_assert_msg(is_right || is_none,
		"%s refused with %s the %dth time: status %d, %.1500s", refusal->call,
		refusal->error, nth, outcome->code, outcome->output);
	json_decref(result);
	free(text);
	free(path);
}

/* How often the grader makes the call. */
static int count_calls(const char *own, const char *call)
{
	char *strace = text_format("strace -o %s/log -e trace=%s", own, call);
	t_outcome outcome = grade_there(own, strace);

	outcome_free(&outcome);
	outcome = shell("grep -c '^%s(' %s/log", call, own);
	int count = atoi(outcome.output);
	outcome_free(&outcome);
	free(strace);
	return count;
}

static char *make_world(void)
{
	char *own = test_folder();
	t_outcome outcome = shell("mkdir -p %s/build/suites && cp -r build/suites/" LESSON
				  " %s/build/suites",
		own, own);

	ck_assert_msg(outcome_good(&outcome), "%.2000s", outcome.output);
	outcome_free(&outcome);
	return own;
}

static void refuse_grader(const char *own, const t_refusal *refusal, int nth)
{
	char *strace = text_format(
		"strace -o /dev/null -e trace=%s -e inject=%s:error=%s:when=%d",
		refusal->call, refusal->call, refusal->error, nth);
	t_outcome outcome = grade_there(own, strace);

	expect_no_loss(own, &outcome, refusal, nth);
	outcome_free(&outcome);
	free(strace);
}

START_TEST(a_call_that_is_refused_to_the_grader_costs_no_point)
{
	const t_refusal *refusal = &g_graders[_i];

	if (!can_refuse(__func__))
		return;
	char *own = make_world();
	int count = count_calls(own, refusal->call);
	ck_assert_int_gt(count, 0);
	for (int nth = is_proof() ? 1 : count / 2 + 1; nth <= count;
		nth += is_proof() ? 1 : count / 4 + 1)
		refuse_grader(own, refusal, nth);
	drop_folder(own);
}
END_TEST

/* The examiner runs behind strace, which bubblewrap shows it as any program. */
static void put_examiner(const char *own, const t_refusal *refusal, int nth)
{
	char *script = text_format(
		"#!/bin/sh\nexec strace -o /dev/null -e trace=%s -e inject=%s:error=%s:when=%d "
		"\"$0.real\" \"$@\"\n",
		refusal->call, refusal->call, refusal->error, nth);

	put(own, "build/suites/" LESSON "/examiner", script);
	t_outcome outcome = shell("chmod +x %s/build/suites/" LESSON "/examiner", own);
	ck_assert(outcome_good(&outcome));
	outcome_free(&outcome);
	free(script);
}

START_TEST(a_call_that_is_refused_to_the_examiner_costs_no_point)
{
	const t_refusal *refusal = &g_examiners[_i];

	if (!can_refuse(__func__))
		return;
	char *own = make_world();
	t_outcome outcome =
		shell("cd %s/build/suites/" LESSON " && mv examiner examiner.real", own);
	outcome_free(&outcome);
	for (int nth = 2; nth < 4000; nth *= is_proof() ? 2 : 20)
	{
		put_examiner(own, refusal, nth);
		outcome = grade_there(own, "");
		expect_no_loss(own, &outcome, refusal, nth);
		outcome_free(&outcome);
	}
	drop_folder(own);
}
END_TEST

void refused_tests(void)
{
	const t_tests tests = {"refused", 300};

	add_labelled(tests, a_call_that_is_refused_to_the_grader_costs_no_point,
		COUNT(g_graders), graders_label);
	add_labelled(tests, a_call_that_is_refused_to_the_examiner_costs_no_point,
		COUNT(g_examiners), examiners_label);
}
