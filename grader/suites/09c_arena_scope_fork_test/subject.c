#define _GNU_SOURCE
#include "kit.h"

#include "child.h"
#include "steps.h"
#include "text.h"
#include "turn.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

/* The exit code of a child that is none of fork_trace's. */
#define CHILDS_CODE 33

const t_field lesson_fields[] = {
	{"base", offsetof(t_arena, base), FIELD_POINTER},
	{"capacity", offsetof(t_arena, capacity), FIELD_SIZE},
	{"policy", offsetof(t_arena, policy), FIELD_ENUM},
	{"mapping", offsetof(t_arena, mapping), FIELD_OWN_POINTER},
	{"length", offsetof(t_arena, length), FIELD_OWN_SIZE},
	{"offset", offsetof(t_arena, offset), FIELD_OWN_SIZE},
	{NULL, 0, 0},
};

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

int call_init(t_subject *s, size_t size)
{
	tried("arena_init(&%s, %s, %s)", s->name, size_words(size),
		policy_name(s->policy));
	return take_status(s, CALL(ARENA_INIT, s->at, size, (uint64_t)s->policy));
}

t_address call_alloc(t_subject *s, size_t size)
{
	tried("arena_alloc(&%s, %s)", s->name, size_words(size));
	return take_block(s, CALL(ARENA_ALLOC, s->at, size));
}

size_t used_of(t_subject *s)
{
	tried("arena_used(&%s)", s->name);
	t_answer answer = CALL(ARENA_USED, s->at);
	answered(0, "%zu", (size_t)answer.value);
	return answer.value;
}

size_t room_of(t_subject *s)
{
	size_t used = used_of(s);

	return used < s->arena.capacity ? s->arena.capacity - used : 0;
}

int call_free(t_subject *s)
{
	tried("arena_free(&%s)", s->name);
	return take_status(s, CALL(ARENA_FREE, s->at));
}

static void __attribute__((noreturn)) complain_of_return(void)
{
	row_in_child(1);
	expected("the child ends in fork_trace, when the work returns");
	promise("It ends when work returns, by calling _exit");
	got("it returned from fork_trace and carried on in the caller's code");
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
	const t_subject *s;
} t_task;

static int run_task(const uint64_t *entered, void *data)
{
	const t_task *task = data;
	t_subject s = *task->s;

	expected("work gets the data that was passed to fork_trace");
	if (entered[1] != s.data)
		got("it got a different pointer");
	s.at = entered[0];
	return task->errand(&s, task->data);
}

/* It returned 0 without work, though its deadline was none that could come before. */
static void complain_of_no_run(const t_trace *trace)
{
	if (g_failing.error != 0)
		got("it returned 0 and reports %s, though %s failed", trace_words(trace),
			g_failing.call);
	if (trace->end == END_EXITED && trace->code == CHILDS_CODE)
		got("it returned 0 and reports exit code %d, which is that of another child of the "
		    "caller: it waited for that one instead of its own",
			CHILDS_CODE);
	if (trace->end != END_EXITED && trace->end != END_SIGNALED)
		got("it returned 0 before work had run, without having waited for its child");
	got("it returned 0 and reports %s, but the child ended before work was called",
		trace_words(trace));
}

/* A deadline may come before the child has come to its work. */
static int has_no_time(const t_trace *trace)
{
	return trace->end == END_DEADLINE && ledger_calls(CALL_FORK) != 0;
}

static void expect_run(const t_callback *callback, int status, const t_trace *trace)
{
	if (status == 0 && callback->runs == 0 && !has_no_time(trace))
		complain_of_no_run(trace);
	if (status == 0 && callback->runs > 1)
		got("work has run %d times", callback->runs);
	expected("f does not run in the child, which ends by _exit");
	promise("It ends when work returns, by calling _exit");
	if (callback->has_exited)
		got("f ran in the child");
}

/* What is wrong already before fork_trace has returned. */
static void expect_good_child(const t_callback *callback)
{
	if (callback->is_astray)
		complain_of_return();
	if (g_failing.error != 0)
		expected(
			"-1 and %s, and work does not run: %s was made to fail with this errno",
			errno_name(g_failing.error), g_failing.call);
	else
		expected("work runs once, in a child, when fork_trace returns 0");
	if (callback->is_own)
		got("work ran in the caller's own process");
}

int call_trace(t_subject *s, const char *what, t_errand errand, void *data,
	unsigned deadline, t_trace *trace)
{
	t_task task = {errand, data, s};
	t_callback callback = {
		.work = run_task, .data = &task, .holds = s->holds, .signal = s->signal};
	const uint64_t arguments[WINDOW_ARGUMENTS] = {s->at, s->data, deadline, s->trace};

	scribble(s->trace, sizeof(*trace));
	tried("fork_trace(&%s, %s, ..., %u, &trace)", s->name, what, deadline);
	size_t call = tried_last();
	t_answer answer = callback_run(&callback, FORK_TRACE, arguments);
	expect_good_child(&callback);
	take(s, answer);
	read_memory(s->trace, trace, sizeof(*trace));
	answers(call);
	answer_trace(s, (int)answer.value, trace);
	expect_run(&callback, (int)answer.value, trace);
	return (int)answer.value;
}

t_subject unmade(const char *name, t_policy policy)
{
	t_subject s = subject(name);

	s.trace = stage(sizeof(t_trace));
	s.data = s.trace;
	s.policy = policy;
	return s;
}

t_subject live(const char *name, size_t size, t_policy policy)
{
	t_subject s = unmade(name, policy);

	expect_made(&s, call_init(&s, size));
	return s;
}

t_address block_of(t_subject *s, size_t size)
{
	t_address block = call_alloc(s, size);
	int error = s->error;

	if (block != 0)
		return block;
	expected(
		"a block of %zu byte%s, which fits: capacity is %zu, arena_used says %zu, and it takes %zu",
		size, plural(size), s->arena.capacity, used_of(s), rounded(size));
	got("NULL, and errno is %s", errno_name(error));
}

void expect_same(const t_subject *s, const t_subject *before, const char *after)
{
	expect_same_fields(s, before, after);
}

void show_arena(const t_subject *s)
{
	/* Which blocks there are, only the student's own fields say. */
	(void)s;
}

void keep_state(const t_subject *s)
{
	(void)s;
}

t_trace traced_until(
	t_subject *s, const char *what, t_errand errand, void *data, unsigned deadline)
{
	t_trace trace;
	int status = call_trace(s, what, errand, data, deadline, &trace);

	if (status == 0)
		return trace;
	expected("fork_trace runs the work in a child, and returns 0");
	got("it returned %d, and errno is %s", status, errno_name(s->error));
}

t_trace traced(t_subject *s, const char *what, t_errand errand, void *data)
{
	return traced_until(s, what, errand, data, 0);
}

/* "SIGKILL", or words for a number that is none, as a new string or a constant. */
static const char *signal_words(int number)
{
	const char *abbreviation = signal_name(number);

	return abbreviation == NULL ? "there is no such signal"
				    : text_format("SIG%s", abbreviation);
}

char *trace_words(const t_trace *trace)
{
	int is_late = trace->end == END_DEADLINE;

	if (trace->end == END_EXITED)
		return text_format("exit code %d%s", trace->code,
			trace->code < 0 || trace->code > 255
				? ", though codes are 0 to 255"
				: "");
	if (trace->end != END_SIGNALED && !is_late)
		return text_format("an unknown end (%d)", (int)trace->end);
	return text_format("%ssignal %d (%s)", is_late ? "ended at the deadline, " : "",
		trace->code, signal_words(trace->code));
}

void expect_end(const t_trace *trace, t_end end, int code)
{
	const t_trace wanted = {.end = end, .code = code};

	if (trace->end == end && trace->code == code)
		return;
	expected("the trace reports how the child ended: %s", trace_words(&wanted));
	got("%s", trace_words(trace));
}

void add_nap(long ms)
{
	struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	BATCH(STEP_SYSCALL, SYS_clock_nanosleep, CLOCK_MONOTONIC, 0,
		stage_bytes(&time, sizeof(time)), 0);
}

void add_default(int signal)
{
	static const char zeros[64]; /* the kernel's struct for SIG_DFL */

	BATCH(STEP_SYSCALL, SYS_rt_sigaction, (uint64_t)signal,
		stage_bytes(zeros, sizeof(zeros)), 0, 8);
}

void end_child(t_process *child)
{
	t_process *before = g_process;

	g_process = child;
	BATCH(STEP_SYSCALL, SYS_exit_group, CHILDS_CODE);
	batch_begin(child, 0, 0);
	g_process = before;
	/* It has ended then, and stays a zombie. */
	if (turn_wait(child, 0) == TURN_LATE)
		complain_of_end(child);
}

t_process *child_of_the_caller(void)
{
	t_process *child = child_begin();

	tried("fork(): a child of the caller exits at once with %d", CHILDS_CODE);
	answered(0, "nobody has waited for it yet");
	end_child(child);
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
	promise("Other children of the caller are not waited for");
	if ((pid_t)answer.value != child->own_pid || !WIFEXITED(status) ||
		WEXITSTATUS(status) != CHILDS_CODE)
		got("the caller could no longer wait for its child");
}

t_answer wait_for_any(void)
{
	return wait_without_waiting(-1, 0);
}

void expect_no_stray_kill(unsigned before)
{
	expected("kill is called for the child only, and not after it was waited for");
	promise("Only children of its own are sent signals");
	if (ledger_stray_kills() != before)
		got("it was called for a process that is not a child, or no longer one");
}

int return_0(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	return 0;
}
