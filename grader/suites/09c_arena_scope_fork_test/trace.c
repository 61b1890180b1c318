/* Rows of fork_trace: what the trace tells of the child's end, and of the arena. */

#define _GNU_SOURCE
#include "child.h"
#include "kit.h"
#include "row_limits.h"
#include "scene.h"
#include "steps.h"
#include "turn.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define SIZE 5008
/* Milliseconds for which a child is stopped. */
#define STOPPED_MS 4

/* What work was called with, and what it returns. */
typedef struct s_notes
{
	t_process *process;
	int runs; /* how often the work has begun */
	int code; /* what the work returns */
	t_address arena; /* what it was given */
	size_t used; /* and how much of it was used there */
} t_notes;

static int note_and_return(t_subject *s, void *data)
{
	t_notes *notes = data;

	notes->process = g_process;
	notes->runs++;
	notes->arena = s->at;
	notes->used = used_of(s);
	return notes->code;
}

/* A block of 100 bytes, each of them an x. */
static void give_block(t_subject *s)
{
	fill_memory(block_of(s, 100), 'x', 100);
}

/* Work need not be given anything. */
static void without_data(t_subject *s)
{
	noted("data is NULL");
	s->data = 0;
}

ROW(trace_runs_work)
{
	/* To fork the whole of valgrind takes long: once shows what there is to see. */
	for (size_t i = 0; i < (row_is_watched() ? 1 : POLICIES); i++)
	{
		t_subject s = live("a", SIZE, g_policies[i]);
		t_notes notes = {.code = 7};
		block_of(&s, 100);
		if (i % 2 == 1)
			without_data(&s);
		t_trace trace = traced(&s, "return_7", note_and_return, &notes);
		expect_size("arena_used of the arena that work gets", rounded(100),
			notes.used);
		expected("work runs once, in a child, and gets the arena");
		if (notes.arena != s.at)
			got("it got %#lx, but the arena is at %#lx",
				(unsigned long)notes.arena, (unsigned long)s.at);
		pid_t pid = notes.process->own_pid;
		expected("the trace holds the child's pid: %d", (int)pid);
		if (trace.pid != pid)
			got("%d%s", (int)trace.pid,
				trace.pid == g_process->own_pid
					? ", which is the caller's own"
					: "");
		expect_end(&trace, END_EXITED, 7);
		freed(&s);
	}
}

/* Traces work that returns this. */
static void expect_code(t_subject *s, int code)
{
	char what[32];
	t_notes notes = {.code = code};

	snprintf(what, sizeof(what), "return_%d", code);
	t_trace trace = traced(s, what, note_and_return, &notes);
	expect_end(&trace, END_EXITED, code & 0xff);
}

ROW(trace_exit_codes)
{
	t_subject s = live("a", 64, ARENA_COPIED);

	for (int code = 0; code < 256; code++)
	{
		/* Both ends, the middle with the codes that shells give to signals, and
		 * every sixteenth. */
		if (code >= 8 && (code < 120 || code > 144) && code < 248 &&
			code % 16 != 15)
			continue;
		expect_code(&s, code);
	}
	expect_code(&s, 256 + 3);
	freed(&s);
}

/* Makes a system call in a child, which is not to come back from it: then work returns
 * 0. */
static int leave_in_call(long number, uint64_t first, uint64_t second)
{
	g_process->unwatched = (long)number;
	BATCH(STEP_SYSCALL, (uint64_t)number, first, second);
	return callback_leave(0);
}

static int exit_by_itself(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	return leave_in_call(SYS_exit_group, 42, 0);
}

/* After a millisecond the kernel sends SIGALRM. */
static int wait_for_alarm(void)
{
	struct itimerval once = {{0, 0}, {0, 1000}};

	BATCH(STEP_SYSCALL, SYS_setitimer, ITIMER_REAL, stage_bytes(&once, sizeof(once)),
		0);
	add_nap(5000);
	return callback_leave(0);
}

/* Ends by the signal whose number the data points to: none of them is sent, all are
 * earned. */
static int die(t_subject *s, void *data)
{
	int signal = *(int *)data;

	(void)s;
	g_process->may_die = 1;
	add_default(signal);
	if (signal == SIGALRM)
		return wait_for_alarm();
	BATCH(STEP_FAULT, (uint64_t)signal);
	return callback_leave(0);
}

/* Not every SIGKILL is the deadline's: the kernel sends it too, when it is short of
 * memory. */
static int kill_itself(t_subject *s, void *data)
{
	uint64_t signal = *(uint64_t *)data;

	(void)s;
	return leave_in_call(SYS_kill, (uint64_t)g_process->own_pid, signal);
}

static void expect_own_sigkill(t_subject *s, unsigned deadline)
{
	uint64_t signal = SIGKILL;
	t_trace trace =
		traced_until(s, "send_SIGKILL_to_itself", kill_itself, &signal, deadline);

	expected("a child that sends itself SIGKILL ends by signal 9 (SIGKILL); %s",
		deadline == 0 ? "there is no deadline" : "the deadline is far away");
	if (trace.end == END_DEADLINE)
		got("%s", trace_words(&trace));
	expect_end(&trace, END_SIGNALED, SIGKILL);
}

/* Is stopped, and goes on: that is no end. */
static int stop_and_return_5(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	add_nap(1);
	batch_begin(g_process, 0, 0);
	kill(g_process->pid, SIGSTOP);
	turn_wait(g_process, now_ms() + STOPPED_MS);
	kill(g_process->pid, SIGCONT);
	if (turn_wait(g_process, 0) != TURN_CAME)
		complain_of_end(g_process);
	return 5;
}

static void expect_stop_is_no_end(t_subject *s, unsigned deadline)
{
	t_trace trace = traced_until(
		s, "be_stopped_go_on_and_return_5", stop_and_return_5, NULL, deadline);

	expect_end(&trace, END_EXITED, 5);
}

/* In a wait status that is one bit more, and another si_code. */
static void expect_end_with_core(t_subject *s)
{
	int number = SIGSEGV;

	another_try();
	noted("the child leaves a core file");
	ledger_write_cores();
	t_trace trace = traced(s, "die_of_SIGSEGV", die, &number);
	expect_end(&trace, END_SIGNALED, number);
}

ROW(trace_signals)
{
	static const int signals[] = {SIGSEGV, SIGILL, SIGFPE, SIGPIPE, SIGALRM};
	t_subject s = live("a", SIZE, ARENA_COPIED);
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
		expect_code(&s, number);
		expect_code(&s, 128 + number);
	}
	expect_end_with_core(&s);
	t_trace trace = traced(&s, "call__exit_42", exit_by_itself, NULL);
	expect_end(&trace, END_EXITED, 42);
	expect_own_sigkill(&s, 0);
	expect_own_sigkill(&s, FAR);
	if (!row_is_watched())
	{
		/* The highest there is; under valgrind it is valgrind's. */
		uint64_t highest = 64;
		trace = traced(&s, "send_signal_64_to_itself", kill_itself, &highest);
		expect_end(&trace, END_SIGNALED, 64);
		expect_stop_is_no_end(&s, 0);
		expect_stop_is_no_end(&s, FAR);
	}
	freed(&s);
}

/* Bytes that a child changes. */
typedef struct s_change
{
	size_t count;
	size_t at[8]; /* in ascending order */
	char step; /* what is added to each */
} t_change;

static int change(t_subject *s, void *data)
{
	const t_change *wanted = data;

	for (size_t i = 0; i < wanted->count; i++)
	{
		char byte;
		read_memory(base_of(s) + wanted->at[i], &byte, 1);
		byte = (char)(byte + wanted->step);
		write_memory(base_of(s) + wanted->at[i], &byte, 1);
	}
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
	scene_begin();
	scene_lane("changed by the child", SIZE, 112);
	for (size_t i = 0; i < change->count; i++)
		scene_block(change->at[i], 1, 'c');
	scene_lane("from trace.first to trace.last", SIZE, 112);
	if (trace->changed != 0 && trace->first <= trace->last && trace->last < SIZE)
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

/* And the last byte of all. */
static int change_64_kib(t_subject *s, void *data)
{
	size_t last = *(size_t *)data;

	fill_memory(base_of(s) + 10000, 'c', 65536);
	fill_memory(base_of(s) + last, 'c', 1);
	return 0;
}

/* More bytes than 16 bits can count, and more of them than the stack has. */
static void change_many(void)
{
	const size_t size = 9 << 20;
	t_subject s = live("a", size, ARENA_SHARED);

	another_try();
	block_of(&s, size);
	shrink_stack();
	size_t last = size - 1;
	t_trace trace = traced(&s, "change_65537_bytes", change_64_kib, &last);
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 65537, 10000, last);
	freed(&s);
}

/* What is before the fork is compared with, however early the child writes. */
static void change_at_once(void)
{
	t_change one = {1, {7}, 1};
	t_subject s = live("b", SIZE, ARENA_SHARED);

	another_try();
	s.holds = 1;
	noted("the child has written before fork returns in the caller");
	t_trace trace = traced(&s, "add_1_to_byte_7", change, &one);
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 1, 7, 7);
	freed(&s);
}

static int write_in_the_caller(t_subject *s, void *data)
{
	t_process *child = g_process;

	g_process = data;
	write_memory(base_of(s) + 5, "h", 1);
	g_process = child;
	return 0;
}

static int change_places(t_subject *s, void *data)
{
	(void)data;
	write_memory(base_of(s) + 10, "b", 1);
	write_memory(base_of(s) + 20, "a", 1);
	return 0;
}

/* Sums of the bytes are what they were. */
static void swap_two_bytes(void)
{
	t_subject s = live("b", SIZE, ARENA_SHARED);

	another_try();
	write_memory(base_of(&s) + 10, "a", 1);
	write_memory(base_of(&s) + 20, "b", 1);
	t_trace trace = traced(&s, "exchange_bytes_10_and_20", change_places, NULL);
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 2, 10, 20);
	freed(&s);
}

/* What a handler of the caller's would do. */
static void change_in_the_caller(t_policy policy)
{
	t_subject s = live("b", SIZE, policy);

	another_try();
	noted("while it waits, a handler of the caller's writes to byte 5");
	t_trace trace = traced(&s, "return_0", write_in_the_caller, g_process);
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 1, 5, 5);
	freed(&s);
}

ROW(trace_changed_bytes)
{
	static t_change changes[] = {{1, {0}, 1}, {1, {SIZE - 1}, 1},
		{2, {0, SIZE - 1}, -1}, {3, {7, 8, 9}, -1}, {4, {15, 16, 4000, 4999}, 1},
		{0, {0}, 1}, {1, {8}, 1}, {1, {64}, 1}, {1, {256}, 1}, {1, {512}, 1},
		{1, {1024}, 1}, {1, {4096}, 1}};
	t_subject s = live("a", SIZE, ARENA_SHARED);
	char what[64];

	give_block(&s);
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
	if (row_is_watched())
		return;
	swap_two_bytes();
	change_at_once();
	for (size_t i = 0; i < POLICIES; i++)
		change_in_the_caller(g_policies[i]);
	change_many();
}

/* Changes a byte and changes it back, and another to what it is. */
static int change_nothing(t_subject *s, void *data)
{
	(void)data;
	fill_memory(base_of(s) + 10, 'y', 1);
	fill_memory(base_of(s) + 10, 'x', 1);
	fill_memory(base_of(s) + 20, 'x', 1);
	fill_memory(base_of(s) + 200, 0, 1);
	return 0;
}

ROW(trace_unchanged_bytes)
{
	static const t_policy apart[] = {ARENA_COPIED, ARENA_WIPED};
	static t_change all = {3, {0, 100, 4000}, 1};
	t_subject s = live("a", SIZE, ARENA_SHARED);

	give_block(&s);
	t_trace trace = traced(&s, "change_and_change_back", change_nothing, NULL);
	expect_changed(&trace, 0, 0, 0);
	freed(&s);
	for (size_t i = 0; i < 2; i++)
	{
		s = live("b", SIZE, apart[i]);
		give_block(&s);
		trace = traced(&s, "write_to_its_own_memory", change, &all);
		expect_end(&trace, END_EXITED, 0);
		expect_changed(&trace, 0, 0, 0);
		expect_filled(base_of(&s), 100, 'x', "the parent's block");
		freed(&s);
	}
}

static int allocate_and_fill(t_subject *s, void *data)
{
	size_t size = *(size_t *)data;
	t_address block = CALL(ARENA_ALLOC, s->at, size).value;

	if (block == 0)
		return 1;
	fill_memory(block, 'c', size);
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
	expect_size("arena_used, after the child's block,", 112 + 64, used_of(&s));
	freed(&s);
	s = live("b", SIZE, ARENA_COPIED);
	block_of(&s, 100);
	trace = traced(&s, "allocate_50_and_fill", allocate_and_fill, &size);
	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 0, 0, 0);
	expect_size("arena_used of a copied arena, after the child's block,", 112,
		used_of(&s));
	freed(&s);
}

static int touch_first(t_subject *s, void *data)
{
	(void)data;
	g_process->may_die = 1;
	BATCH(STEP_READ, base_of(s), 1);
	return callback_leave('x');
}

ROW(trace_withheld_arena)
{
	t_subject s = live("a", SIZE, ARENA_WITHHELD);

	give_block(&s);
	t_trace trace = traced(&s, "touch_the_arena", touch_first, NULL);
	expect_end(&trace, END_SIGNALED, SIGSEGV);
	expect_changed(&trace, 0, 0, 0);
	freed(&s);
}

/* So many traces within each other; to fork the whole of valgrind takes long. */
static size_t nested(void)
{
	return row_is_watched() ? 2 : 6;
}

/* A traced child traces a child of its own, on the same arena, and so on. Each adds 1 to
 * a byte of its own before, and to another after that. */
static int trace_within(t_subject *s, void *data)
{
	size_t depth = *(size_t *)data;
	size_t within = depth + 1;
	t_change before = {1, {8 * depth + 1}, 1};
	t_change after = {1, {8 * depth}, 1};

	change(s, &before);
	if (within < nested())
	{
		t_trace trace =
			traced(s, "trace_a_child_of_its_own", trace_within, &within);
		expect_end(&trace, END_EXITED, 0);
		expect_changed(&trace, 2 * (nested() - within), 8 * within,
			8 * (nested() - 1) + 1);
	}
	return change(s, &after);
}

ROW(trace_nested)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);
	size_t depth = 0;
	t_trace trace = traced(&s, "trace_a_child_of_its_own", trace_within, &depth);

	expect_end(&trace, END_EXITED, 0);
	expect_changed(&trace, 2 * nested(), 0, 8 * (nested() - 1) + 1);
	freed(&s);
}

/* Nothing that a failed fork_trace must leave alone has changed. */
static void expect_nothing_happened(t_subject *s, int status, int error,
	const t_notes *notes, size_t mapped, const char *why)
{
	expect_failure(status, s->error, error, why);
	expected("work does not run when fork_trace returns -1");
	if (notes->runs != 0)
		got("it returned -1, but work ran");
	expected("after a failed fork_trace %zu bytes are mapped, as before", mapped);
	promise("No zombie, no descriptor and no mapping is left behind");
	if (ledger_mapped() != mapped)
		got("%zu bytes are mapped: it has not given everything back",
			ledger_mapped());
	expect_size("arena_used", 112, used_of(s));
	expect_filled(base_of(s), 100, 'x', "the arena's block");
}

/* There is no child but that of the caller. */
static void expect_one_child(t_process *child)
{
	expect_childs_end(child);
	expected("fork_trace leaves no child of its own");
	if (wait_for_any().error != ECHILD)
		got("one is left");
}

static void fail_the_trace(t_policy policy, t_call call, int error, const char *why)
{
	t_subject s = live("a", SIZE, policy);
	t_notes notes = {.code = 0};
	t_trace trace;

	give_block(&s);
	size_t mapped = ledger_mapped();
	unsigned calls = ledger_calls(call);
	/* Whose waitpid gets the -1 of a failed fork waits for any child. */
	t_process *child = child_of_the_caller();
	begin_failing(call, error);
	int status = call_trace(&s, "return_0", note_and_return, &notes, 0, &trace);
	end_failing(call);
	/* An answer that needs no mmap here cannot fail by it. */
	if (ledger_calls(call) != calls || call == CALL_FORK)
		expect_nothing_happened(&s, status, error, &notes, mapped, why);
	expect_one_child(child);
	trace = traced(&s, "return_0", note_and_return, &notes);
	expect_end(&trace, END_EXITED, 0);
	freed(&s);
}

/* The errno of fork is told even where the clean-up has another. */
static void fail_the_clean_up(void)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	t_trace trace;

	begin_failing(CALL_MUNMAP, EPERM);
	begin_failing(CALL_FORK, EAGAIN);
	int status = call_trace(&s, "return_0", return_0, NULL, 0, &trace);
	end_failing(CALL_FORK);
	end_failing(CALL_MUNMAP);
	expect_failure(status, s.error, EAGAIN,
		"fork was made to fail with this errno, and munmap after it with another");
	/* What the failed munmap left mapped is not the submission's leak. */
	ledger_reset();
}

static void refuse_next_fork(t_process *process)
{
	(void)process;
	ledger_fail(CALL_FORK, UINT_MAX, EAGAIN);
}

/* One that needs two children, of which there is no second. */
static void fail_the_second_fork(void)
{
	t_subject s = live("b", SIZE, ARENA_SHARED);
	t_notes notes = {.code = 0};
	t_trace trace;

	another_try();
	give_block(&s);
	size_t mapped = ledger_mapped();
	noted("each fork but the first fails");
	ledger_before(CALL_FORK, refuse_next_fork);
	int status = call_trace(&s, "return_0", note_and_return, &notes, FAR, &trace);
	ledger_before(CALL_FORK, NULL);
	ledger_fail(CALL_FORK, 0, 0);
	if (status == -1)
		expect_nothing_happened(&s, status, EAGAIN, &notes, mapped,
			"the second fork was made to fail with this errno");
	freed(&s);
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
	fail_the_second_fork();
}

/* A copy that is made in pieces, of which the second has no memory. */
static void fail_the_second_mmap(void)
{
	t_subject s = live("a", 9 << 20, ARENA_COPIED);
	t_notes notes = {.code = 0};
	t_trace trace;

	another_try();
	give_block(&s);
	size_t mapped = ledger_mapped();
	noted("each mmap but the first fails");
	ledger_before(CALL_MMAP, refuse_next_mmap);
	int status = call_trace(&s, "return_0", note_and_return, &notes, 0, &trace);
	ledger_before(CALL_MMAP, NULL);
	ledger_fail(CALL_MMAP, 0, 0);
	if (status == -1)
		expect_nothing_happened(&s, status, EPERM, &notes, mapped,
			"the second mmap was made to fail with this errno");
	freed(&s);
}

ROW(trace_mmap_fails)
{
	fail_the_trace(
		ARENA_COPIED, CALL_MMAP, ENOMEM, "mmap was made to fail with this errno");
	fail_the_trace(
		ARENA_SHARED, CALL_MMAP, EAGAIN, "mmap was made to fail with this errno");
	if (!row_is_watched())
		fail_the_second_mmap();
}
