/* Rows of fork_trace: what the trace tells of the child's end, and of the arena. */

#define _GNU_SOURCE
#include "expect.h"
#include "ledger.h"
#include "row.h"
#include "scene.h"
#include "subject.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 5008
/* The clock's bound for children that are meant to die. */
#define SECONDS 5
/* A deadline that no honest row comes near: longer than any row may take. */
#define FAR 60000

/* What the work of a child gets, and leaves for its parent to see: in shared memory. */
typedef struct s_notes
{
	pid_t pid;
	int runs; /* how often the work has begun */
	int code; /* what the work returns */
	const t_arena *arena; /* what it was given */
} t_notes;

static int note_and_return(t_arena *a, void *data)
{
	t_notes *notes = data;

	notes->pid = getpid();
	notes->runs++;
	notes->arena = a;
	return notes->code;
}

/* The same, with an end that costs less under valgrind: this row is looked at in each
 * grading. */
static int note_and_end(t_arena *a, void *data)
{
	int code = note_and_return(a, data);

	die_if_watched();
	return code;
}

ROW(trace_runs_work)
{
	/* To fork the whole of valgrind takes long: once shows what there is to see. */
	for (size_t i = 0; i < (row_is_watched() ? 1 : POLICIES); i++)
	{
		t_subject s = live("a", SIZE, g_policies[i]);
		t_notes *notes = shared_notes(sizeof(*notes));
		notes->code = 7;
		t_trace trace = traced(&s, "return_7", note_and_end, notes);
		expected("work runs once, in a child, and gets the arena");
		if (notes->runs != 1)
			got("it ran %d times", notes->runs);
		if (notes->pid == getpid())
			got("it ran in the caller's own process");
		if (notes->arena != &s.arena)
			got("it got %p, and the arena is %p", (void *)notes->arena,
				(void *)&s.arena);
		expected("the trace has the pid of the child: %d", (int)notes->pid);
		if (trace.pid != notes->pid)
			got("%d%s", (int)trace.pid,
				trace.pid == getpid() ? ", which is the caller's own"
						      : "");
		if (row_is_watched())
			expect_end(&trace, END_SIGNALED, SIGSYS);
		else
			expect_end(&trace, END_EXITED, 7);
		freed(&s);
	}
	return row_passed();
}

/* Traces work that returns this. */
static void expect_code(t_subject *s, t_notes *notes, int code)
{
	char what[32];

	notes->code = code;
	snprintf(what, sizeof(what), "return_%d", code);
	t_trace trace = traced(s, what, note_and_return, notes);
	expect_end(&trace, END_EXITED, code & 0xff);
}

ROW(trace_exit_codes)
{
	t_subject s = live("a", 64, ARENA_COPIED);
	t_notes *notes = shared_notes(sizeof(*notes));

	for (int code = 0; code < 256; code++)
	{
		/* Both ends, the middle with the codes that shells give to signals, and
		 * every sixteenth. */
		if (code >= 8 && (code < 120 || code > 144) && code < 248 &&
			code % 16 != 15)
			continue;
		expect_code(&s, notes, code);
	}
	expect_code(&s, notes, 256 + 3);
	freed(&s);
	return row_passed();
}

static int exit_by_itself(t_arena *a, void *data)
{
	(void)a;
	(void)data;
	_exit(42);
}

/* Ends by the signal whose number the data points to: none of them is sent, all are
 * earned. */
static int die(t_arena *a, void *data)
{
	volatile int hundred = 100;
	volatile int zero = 0;
	volatile int *volatile nowhere = NULL;
	int pipes[2];

	(void)a;
	be_mortal(SECONDS);
	/* The grader ignores it, which a child inherits. */
	signal(SIGPIPE, SIG_DFL);
	switch (*(int *)data)
	{
	case SIGSEGV:
		return *nowhere;
	case SIGILL:
		__builtin_trap();
	case SIGFPE:
		return hundred / zero;
	case SIGPIPE:
		return pipe(pipes) == 0 && close(pipes[0]) == 0 &&
		       write(pipes[1], "", 1) == 1;
	default:
		setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 1000}}, NULL);
		pause();
		return 0;
	}
}

/* Not every SIGKILL is the deadline's: the kernel sends it too, when it is short of
 * memory. */
static int kill_itself(t_arena *a, void *data)
{
	(void)a;
	(void)data;
	kill(getpid(), SIGKILL);
	return 0;
}

static void expect_own_sigkill(t_subject *s, unsigned deadline)
{
	t_trace trace;
	int status = call_trace(
		s, "send_SIGKILL_to_itself", kill_itself, NULL, deadline, &trace);

	expect_success("fork_trace", status, s->error);
	expected("a child that ends by a SIGKILL of its own: signal 9 (SIGKILL), for %s",
		deadline == 0 ? "there is no deadline" : "the deadline is far away");
	if (trace.end == END_DEADLINE)
		got("%s", end_words(&trace));
	expect_end(&trace, END_SIGNALED, SIGKILL);
}

ROW(trace_signals)
{
	static const int signals[] = {SIGSEGV, SIGILL, SIGFPE, SIGPIPE, SIGALRM};
	t_subject s = live("a", SIZE, ARENA_COPIED);
	t_notes *notes = shared_notes(sizeof(*notes));
	char what[32];

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
	{
		int number = signals[i];
		/* On some machines a division by zero is no signal. */
		if (number == SIGFPE || number == SIGILL)
		{
#if !defined(__x86_64__)
			continue;
#endif
		}
		snprintf(what, sizeof(what), "die_of_SIG%s", signal_name(number));
		t_trace trace = traced(&s, what, die, &number);
		expect_end(&trace, END_SIGNALED, number);
		expect_code(&s, notes, number);
		expect_code(&s, notes, 128 + number);
	}
	t_trace trace = traced(&s, "call__exit_42", exit_by_itself, NULL);
	expect_end(&trace, END_EXITED, 42);
	expect_own_sigkill(&s, 0);
	expect_own_sigkill(&s, FAR);
	freed(&s);
	return row_passed();
}

/* Bytes that a child changes. */
typedef struct s_change
{
	size_t count;
	size_t at[8]; /* in ascending order */
	char step; /* what is added to each */
} t_change;

static int change(t_arena *a, void *data)
{
	const t_change *wanted = data;
	char *bytes = a->base;

	for (size_t i = 0; i < wanted->count; i++)
		bytes[wanted->at[i]] += wanted->step;
	return 0;
}

static int tells(const t_trace *trace, size_t count, size_t first, size_t last)
{
	return trace->changed == count && trace->first == first && trace->last == last;
}

static void expect_changed(const t_trace *trace, size_t count, size_t first, size_t last)
{
	if (tells(trace, count, first, last))
		return;
	expected("trace.changed is %zu, first is %zu, last is %zu", count, first, last);
	got("changed is %zu, first is %zu, last is %zu", trace->changed, trace->first,
		trace->last);
}

static void show_change(const t_change *change, const t_trace *trace)
{
	scene_lane("changed by the child", SIZE, 112);
	for (size_t i = 0; i < change->count; i++)
		scene_block(change->at[i], 1, 'c');
	scene_lane("from trace.first to trace.last", SIZE, 112);
	if (trace->changed != 0 && trace->first <= trace->last)
		scene_block(trace->first, trace->last - trace->first + 1, 't');
}

/* "add_1_to_bytes_0_5007". */
static void name_change(char *words, size_t size, const t_change *change)
{
	size_t length = snprintf(words, size, "%s_%s",
		change->step == 1 ? "add_1_to" : "take_1_from",
		change->count == 0   ? "no_byte"
		: change->count == 1 ? "byte"
				     : "bytes");

	for (size_t i = 0; i < change->count && length < size; i++)
		length += snprintf(words + length, size - length, "_%zu", change->at[i]);
}

ROW(trace_changed_bytes)
{
	static t_change changes[] = {{1, {0}, 1}, {1, {SIZE - 1}, 1},
		{2, {0, SIZE - 1}, -1}, {3, {7, 8, 9}, -1}, {4, {15, 16, 4000, 4999}, 1},
		{0, {0}, 1}};
	t_subject s = live("a", SIZE, ARENA_SHARED);
	char what[64];

	memset(block_of(&s, 100), 'x', 100);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
	{
		t_change *wanted = &changes[i];
		size_t count = wanted->count;
		name_change(what, sizeof(what), wanted);
		t_trace trace = traced(&s, what, change, wanted);
		expect_end(&trace, END_EXITED, 0);
		size_t last = count == 0 ? 0 : wanted->at[count - 1];
		if (!tells(&trace, count, wanted->at[0], last))
			show_change(wanted, &trace);
		expect_changed(&trace, count, wanted->at[0], last);
	}
	freed(&s);
	return row_passed();
}

/* Changes a byte and changes it back, and another to what it is. */
static int change_nothing(t_arena *a, void *data)
{
	volatile char *bytes = a->base;

	(void)data;
	bytes[10] = 'y';
	bytes[10] = 'x';
	bytes[20] = 'x';
	bytes[200] = 0;
	return 0;
}

ROW(trace_unchanged_bytes)
{
	static const t_policy apart[] = {ARENA_COPIED, ARENA_WIPED};
	static t_change all = {3, {0, 100, 4000}, 1};
	t_subject s = live("a", SIZE, ARENA_SHARED);

	memset(block_of(&s, 100), 'x', 100);
	t_trace trace = traced(&s, "change_and_change_back", change_nothing, NULL);
	expect_changed(&trace, 0, 0, 0);
	freed(&s);
	for (size_t i = 0; i < 2; i++)
	{
		s = live("b", SIZE, apart[i]);
		memset(block_of(&s, 100), 'x', 100);
		trace = traced(&s, "write_to_its_own_memory", change, &all);
		expect_end(&trace, END_EXITED, 0);
		expect_changed(&trace, 0, 0, 0);
		expect_filled(s.arena.base, 100, 'x', "the parent's block");
		freed(&s);
	}
	return row_passed();
}

static int allocate_and_fill(t_arena *a, void *data)
{
	size_t size = *(size_t *)data;
	char *block = arena_alloc(a, size);

	if (block == NULL)
		return 1;
	memset(block, 'c', size);
	return 0;
}

ROW(trace_sees_new_blocks)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);
	size_t size = 50;

	block_of(&s, 100);
	t_trace trace = traced(&s, "allocate_50_and_fill", allocate_and_fill, &size);
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 50, 112, 112 + 49);
	expect_size("arena_used, after the child's block,", 112 + 64, call_used(&s));
	freed(&s);
	s = live("b", SIZE, ARENA_COPIED);
	block_of(&s, 100);
	trace = traced(&s, "allocate_50_and_fill", allocate_and_fill, &size);
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 0, 0, 0);
	expect_size("arena_used of a copied arena, after the child's block,", 112,
		call_used(&s));
	freed(&s);
	return row_passed();
}

static int touch_first(t_arena *a, void *data)
{
	(void)data;
	be_mortal(SECONDS);
	return *(volatile char *)a->base;
}

ROW(trace_withheld_arena)
{
	t_subject s = live("a", SIZE, ARENA_WITHHELD);

	memset(block_of(&s, 100), 'x', 100);
	t_trace trace = traced(&s, "touch_the_arena", touch_first, NULL);
	expect_end(&trace, END_SIGNALED, SIGSEGV);
	expect_changed(&trace, 0, 0, 0);
	freed(&s);
	return row_passed();
}

/* A traced child that traces a child of its own, on the same arena. */
static int trace_within(t_arena *a, void *data)
{
	t_subject s = {.arena = *a, .name = "a"};
	t_change one = {1, {8}, 1};
	t_trace trace = traced(&s, "add_1_to_byte_8", change, &one);

	(void)data;
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 1, 8, 8);
	return change(a, &(t_change){1, {40}, 1});
}

ROW(trace_nested)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);
	t_trace trace = traced(&s, "trace_a_child_of_its_own", trace_within, NULL);

	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 2, 8, 40);
	freed(&s);
	return row_passed();
}

/* Nothing that a failed fork_trace must leave alone has changed. */
static void expect_nothing_happened(t_subject *s, int status, int error,
	const t_notes *notes, size_t mapped, const char *why)
{
	expect_failure(status, s->error, error, why);
	expected("work has not run");
	if (notes->runs != 0)
		got("it ran");
	expected("after a failed fork_trace %zu bytes are mapped, as before", mapped);
	if (ledger_mapped() != mapped)
		got("%zu bytes are mapped: it has not given back all", ledger_mapped());
	expect_size("arena_used", 112, call_used(s));
	expect_filled(s->arena.base, 100, 'x', "the arena's block");
}

/* There is no child but that of the caller. */
static void expect_one_child(pid_t child)
{
	expect_childs_end(child);
	expected("there is no child of fork_trace's");
	if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
		got("there is one");
}

static void fail_the_trace(t_policy policy, t_call call, int error, const char *why)
{
	t_subject s = live("a", SIZE, policy);
	t_notes *notes = shared_notes(sizeof(*notes));
	t_trace trace;

	memset(block_of(&s, 100), 'x', 100);
	size_t mapped = ledger_mapped();
	unsigned calls = ledger_calls(call);
	/* Whose waitpid gets the -1 of a failed fork waits for any child. */
	pid_t child = child_of_the_caller();
	begin_failing(call, call == CALL_FORK ? "fork" : "mmap", error);
	int status = call_trace(&s, "return_0", note_and_return, notes, 0, &trace);
	end_failing(call);
	/* An answer that needs no mmap here cannot fail by it. */
	if (ledger_calls(call) != calls || call == CALL_FORK)
		expect_nothing_happened(&s, status, error, notes, mapped, why);
	expect_one_child(child);
	notes->runs = 0;
	trace = traced(&s, "return_0", note_and_return, notes);
	expect_end(&trace, END_EXITED, 0);
	freed(&s);
}

/* The errno of fork is told even where the clean-up has another. */
static void fail_the_clean_up(void)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	t_trace trace;

	begin_failing(CALL_MUNMAP, "munmap", EPERM);
	begin_failing(CALL_FORK, "fork", EAGAIN);
	int status = call_trace(&s, "return_0", return_0, NULL, 0, &trace);
	end_failing(CALL_FORK);
	end_failing(CALL_MUNMAP);
	expect_failure(status, s.error, EAGAIN,
		"fork was made to fail with this errno, and munmap after it with another");
	/* What the failed munmap left mapped is not the submission's leak. */
	ledger_reset();
}

ROW(trace_fork_fails)
{
	fail_the_trace(
		ARENA_COPIED, CALL_FORK, EAGAIN, "fork was made to fail with this errno");
	fail_the_trace(
		ARENA_SHARED, CALL_FORK, ENOMEM, "fork was made to fail with this errno");
	fail_the_trace(ARENA_WITHHELD, CALL_FORK, EAGAIN,
		"fork was made to fail with this errno");
	fail_the_clean_up();
	return row_passed();
}

ROW(trace_mmap_fails)
{
	fail_the_trace(
		ARENA_COPIED, CALL_MMAP, ENOMEM, "mmap was made to fail with this errno");
	fail_the_trace(
		ARENA_SHARED, CALL_MMAP, EAGAIN, "mmap was made to fail with this errno");
	return row_passed();
}
