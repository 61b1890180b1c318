#define _GNU_SOURCE
#include "subject.h"

#include "call.h"
#include "child.h"
#include "expect.h"
#include "memory.h"
#include "row.h"
#include "steps.h"
#include "turn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define RUBBISH 0xa5
/* The exit code of a child that is none of fork_trace's. */
#define CHILDS_CODE 33

/* The errno with which a call is made to fail now, and the name of that call. */
static int g_failing;
static const char *g_failing_name;

const t_policy g_policies[] = {ARENA_COPIED, ARENA_SHARED, ARENA_WITHHELD, ARENA_WIPED};

const char *policy_name(t_policy policy)
{
	static const char *const names[] = {
		"ARENA_COPIED", "ARENA_SHARED", "ARENA_WITHHELD", "ARENA_WIPED"};

	static char unknown[32];

	if ((unsigned)policy < POLICIES)
		return names[policy];
	snprintf(unknown, sizeof(unknown), "(t_policy)%d", (int)policy);
	return unknown;
}

t_subject subject(const char *name)
{
	t_subject s = {.at = stage(sizeof(t_arena)),
		.trace = stage(sizeof(t_trace)),
		.name = name};

	memset(&s.arena, RUBBISH, sizeof(s.arena));
	/* memcheck sees who reads what nobody wrote. */
	if (!row_is_watched())
		write_memory(s.at, &s.arena, sizeof(s.arena));
	return s;
}

t_address base_of(const t_subject *s)
{
	return (uintptr_t)s->arena.base;
}

ptrdiff_t distance_of(const t_subject *s, t_address address)
{
	return (ptrdiff_t)(address - base_of(s));
}

void bury(t_subject *s)
{
	memset(&s->arena, 0, sizeof(s->arena));
	write_memory(s->at, &s->arena, sizeof(s->arena));
}

/* After a call: its errno, and what the struct holds now. */
static void take(t_subject *s, const t_answer *answer)
{
	s->error = answer->error;
	read_memory(s->at, &s->arena, sizeof(s->arena));
}

int call_init(t_subject *s, size_t size, t_policy policy)
{
	tried("arena_init(&%s, %zu, %s)", s->name, size, policy_name(policy));
	t_answer answer = CALL(ARENA_INIT, s->at, size, (uint64_t)policy);
	answered_status((int)answer.value, answer.error);
	take(s, &answer);
	return (int)answer.value;
}

t_address call_alloc(t_subject *s, size_t size)
{
	tried("arena_alloc(&%s, %zu)", s->name, size);
	t_answer answer = CALL(ARENA_ALLOC, s->at, size);
	take(s, &answer);
	if (answer.value == 0)
		answered(s->error, "NULL");
	else
		answered(0, "base + %td", distance_of(s, answer.value));
	return answer.value;
}

size_t call_used(t_subject *s)
{
	tried("arena_used(&%s)", s->name);
	t_answer answer = CALL(ARENA_USED, s->at);
	answered(0, "%zu", (size_t)answer.value);
	return answer.value;
}

int call_free(t_subject *s)
{
	tried("arena_free(&%s)", s->name);
	t_answer answer = CALL(ARENA_FREE, s->at);
	answered_status((int)answer.value, answer.error);
	take(s, &answer);
	return (int)answer.value;
}

static void __attribute__((noreturn)) complain_of_return(void)
{
	row_in_child(1);
	expected("the child ends in fork_trace, when the work returns");
	got("it came back from fork_trace, and ran on in the caller's code");
}

static void answer_trace(const t_subject *s, int status, const t_trace *trace)
{
	if (status != 0)
		answered(s->error, "%d", status);
	else
	{
		char *end = trace_words(trace);
		answered(0, "0: %s", end);
		free(end);
	}
}

/* What a child is to do, and for whom. */
typedef struct s_task
{
	t_errand errand;
	void *data;
	const t_subject *s; /* whose field trace serves as data, too */
} t_task;

static int run_task(const uint64_t *entered, void *data)
{
	const t_task *task = data;
	t_subject s = *task->s;

	expected("work gets the data that fork_trace was given");
	if (entered[1] != s.trace)
		got("it got another pointer");
	s.at = entered[0];
	return task->errand(&s, task->data);
}

/* It returned 0 without work, though its deadline was none that could come before. */
static void complain_of_no_run(const t_trace *trace)
{
	if (g_failing != 0)
		got("it returned 0, and tells of %s, though %s failed",
			trace_words(trace), g_failing_name);
	if (trace->end == END_EXITED && trace->code == CHILDS_CODE)
		got("it returned 0, and tells of the exit code %d: that is another child of the caller's, "
		    "for "
		    "which it waited instead of its own",
			CHILDS_CODE);
	if (trace->end != END_EXITED && trace->end != END_SIGNALED)
		got("it returned 0 before work had run, without having waited for its child");
	got("it returned 0 and tells of %s, but the child ended before work was called",
		trace_words(trace));
}

/* A deadline may come before the child has come to its work. */
static int is_late(const t_trace *trace)
{
	return trace->end == END_DEADLINE && ledger_calls(CALL_FORK) != 0;
}

static void expect_run(const t_callback *callback, int status, const t_trace *trace)
{
	if (status == 0 && callback->runs == 0 && !is_late(trace))
		complain_of_no_run(trace);
	if (status == 0 && callback->runs > 1)
		got("work has run %d times", callback->runs);
	expected("f does not run in the child, which ends by _exit");
	if (callback->has_exited)
		got("f ran in the child");
}

/* What is wrong already before fork_trace has returned. */
static void expect_good_child(const t_callback *callback)
{
	if (callback->is_astray)
		complain_of_return();
	if (g_failing != 0)
		expected(
			"-1 and %s, and work is not run: %s was made to fail with this errno",
			errno_name(g_failing), g_failing_name);
	else
		expected("work runs once, in a child, when fork_trace returns 0");
	if (callback->is_own)
		got("work ran in the caller's own process");
}

void begin_failing(t_call call, const char *name, int error)
{
	tried("from here on each %s fails", name);
	answered(error, "%s", call == CALL_MMAP ? "MAP_FAILED" : "-1");
	ledger_fail(call, 1, error);
	g_failing = error;
	g_failing_name = name;
}

void end_failing(t_call call)
{
	ledger_fail(call, 0, 0);
	g_failing = 0;
}

/* The struct for the result, as it is before the call. */
static void clear_trace(const t_subject *s, t_trace *trace)
{
	memset(trace, RUBBISH, sizeof(*trace));
	if (row_is_watched())
		CALL(STEP_UNDEFINED, s->trace, sizeof(*trace));
	else
		write_memory(s->trace, trace, sizeof(*trace));
}

int call_trace(t_subject *s, const char *what, t_errand errand, void *data,
	unsigned deadline, t_trace *trace)
{
	t_task task = {errand, data, s};
	t_callback callback = {.work = run_task, .data = &task, .signal = s->signal};
	const uint64_t arguments[WINDOW_ARGUMENTS] = {
		s->at, s->trace, deadline, s->trace};

	clear_trace(s, trace);
	tried("fork_trace(&%s, %s, ..., %u, &trace)", s->name, what, deadline);
	t_answer answer = callback_run(&callback, FORK_TRACE, arguments);
	expect_good_child(&callback);
	take(s, &answer);
	read_memory(s->trace, trace, sizeof(*trace));
	answer_trace(s, (int)answer.value, trace);
	expect_run(&callback, (int)answer.value, trace);
	return (int)answer.value;
}

static int is_rubbish(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		if (at[i] != RUBBISH)
			return 0;
	return 1;
}

t_subject live(const char *name, size_t size, t_policy policy)
{
	t_subject s = subject(name);
	int status = call_init(&s, size, policy);

	/* An order of the row before holds no more. */
	g_failing = 0;
	int written = !is_rubbish(&s.arena.base, sizeof(s.arena.base));
	if (status == 0 && s.arena.base != NULL && written)
		return s;
	expected("arena_init makes an arena: it returns 0, and base is not NULL");
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s.error));
	if (!written)
		got("it returned 0, but base was not written: it holds the rubbish that was there before");
	got("it returned 0, but base is NULL: the fields are not filled in");
}

t_address block_of(t_subject *s, size_t size)
{
	t_address block = call_alloc(s, size);
	int error = s->error;

	if (block != 0)
		return block;
	expected(
		"a block of %zu bytes, which fits: capacity is %zu, arena_used says %zu, and it takes %zu",
		size, s->arena.capacity, call_used(s), rounded(size));
	got("NULL, and errno is %s", errno_name(error));
}

void refuse(t_subject *s, size_t size, int error, const char *why)
{
	t_address block = call_alloc(s, size);

	expected("NULL and %s: %s", errno_name(error), why);
	if (block != 0)
		got("a block at base + %td; the capacity is %zu", distance_of(s, block),
			s->arena.capacity);
	if (s->error != error)
		got("NULL, but errno is %s", errno_name(s->error));
}

void freed(t_subject *s)
{
	int status = call_free(s);

	expect_success("arena_free", status, s->error);
}

t_trace traced(t_subject *s, const char *what, t_errand errand, void *data)
{
	t_trace trace;
	int status = call_trace(s, what, errand, data, 0, &trace);

	if (status == 0)
		return trace;
	expected("fork_trace runs the work in a child, and returns 0");
	got("it returned %d, and errno is %s", status, errno_name(s->error));
}

/* "SIGKILL", or words for a number that is none, as a new string or a constant. */
static const char *signal_words(int number)
{
	const char *abbreviation = signal_name(number);
	char *words;

	if (abbreviation == NULL)
		return "there is no such signal";
	if (asprintf(&words, "SIG%s", abbreviation) == -1)
		abort();
	return words;
}

char *trace_words(const t_trace *trace)
{
	char *words = NULL;
	int size;

	if (trace->end == END_EXITED)
		size = asprintf(&words, "exit code %d%s", trace->code,
			trace->code < 0 || trace->code > 255
				? ", though codes are 0 to 255"
				: "");
	else if (trace->end == END_SIGNALED || trace->end == END_DEADLINE)
		size = asprintf(&words, "%ssignal %d (%s)",
			trace->end == END_DEADLINE ? "ended at the deadline, " : "",
			trace->code, signal_words(trace->code));
	else
		size = asprintf(&words, "an unknown end (%d)", (int)trace->end);
	if (size == -1)
		abort();
	return words;
}

void expect_end(const t_trace *trace, t_end end, int code)
{
	const t_trace wanted = {.end = end, .code = code};

	if (trace->end == end && trace->code == code)
		return;
	expected("the trace tells how the child ended: %s", trace_words(&wanted));
	got("%s", trace_words(trace));
}

void expect_dead(const t_subject *s, const char *after)
{
	const t_arena *a = &s->arena;

	if (a->base == NULL && a->capacity == 0 && a->policy == 0 && a->mapping == NULL &&
		a->length == 0 && a->offset == 0)
		return;
	expected("after %s every field is zero", after);
	if (is_rubbish(a, sizeof(*a)))
		got("no field was written: all hold the rubbish that was there before");
	got("base %p, capacity %zu, policy %d, mapping %p, length %zu, offset %zu",
		a->base, a->capacity, (int)a->policy, a->mapping, a->length, a->offset);
}

size_t rounded(size_t size)
{
	return (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
}

void add_nap(long ms)
{
	struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	BATCH(STEP_SYSCALL, SYS_clock_nanosleep, CLOCK_MONOTONIC, 0,
		stage_bytes(&time, sizeof(time)), 0);
}

t_process *child_of_the_caller(void)
{
	t_process *caller = g_process;
	t_process *child = child_begin();

	g_process = child;
	BATCH(STEP_SYSCALL, SYS_exit_group, CHILDS_CODE);
	batch_begin(child, 0, 0);
	g_process = caller;
	tried("fork(): a child of the caller exits at once with %d", CHILDS_CODE);
	answered(0, "it waits to be waited for");
	/* It has ended then, and stays a zombie. */
	if (turn_wait(child, 0) == TURN_LATE)
		complain_of_end(child);
	return child;
}

static t_answer wait_without_waiting(pid_t pid, t_address status)
{
	return CALL_KERNEL(SYS_wait4, (uint64_t)pid, status, WNOHANG, 0);
}

void expect_childs_end(t_process *child)
{
	int status = 0;
	t_address at = stage_bytes(&status, sizeof(status));
	t_answer answer = wait_without_waiting(child->own_pid, at);

	read_memory(at, &status, sizeof(status));
	expected("fork_trace leaves the caller's other children to the caller");
	if ((pid_t)answer.value != child->own_pid || !WIFEXITED(status) ||
		WEXITSTATUS(status) != CHILDS_CODE)
		got("the caller could not wait for its child any more");
}

t_answer wait_for_any(void)
{
	return wait_without_waiting(-1, 0);
}

void expect_no_stray_kill(unsigned before)
{
	expected("kill is called for the child only, and not after it was waited for");
	if (ledger_stray_kills() != before)
		got("it was called for what is no child, or no child any more");
}

int return_0(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	return 0;
}
