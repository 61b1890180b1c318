/* Rows of fork_trace: the wait for the child, and what is left behind. */

#define _GNU_SOURCE
#include "child.h"
#include "kit.h"
#include "mappings.h"
#include "moment.h"
#include "trace.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#define SIZE 4096

static void set_timer(time_t seconds)
{
	struct itimerval timer = {{0, 0}, {seconds, 0}};

	CALL_KERNEL(SYS_setitimer, ITIMER_REAL, stage_bytes(&timer, sizeof(timer)), 0);
}

/* From now on a signal comes while a child runs, again and again, whose handler
 * interrupts what waits. */
static void begin_signals(t_subject *s)
{
	tried("SIGALRM comes while the child runs, again and again, and is handled");
	answered(0, "0");
	CALL(STEP_HANDLE, SIGALRM, 0);
	s->signal = SIGALRM;
}

/* Milliseconds: several signals long. */
#define NAP 6

static int nap_and_return_5(t_subject *s, void *data)
{
	(void)data;
	add_nap(NAP);
	BATCH(STEP_FILL, base_of(s) + 3, 'c', 1);
	return callback_leave(5);
}

/* Traces a child that naps, with signals coming; deadline 0 or far away. */
static void trace_under_signals(t_subject *s, unsigned deadline)
{
	t_trace trace;

	begin_signals(s);
	int status = call_trace(
		s, "nap_6_ms_and_return_5", nap_and_return_5, NULL, deadline, &trace);
	expected("fork_trace waits on after each signal, and returns 0");
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s->error));
	if (wait_for_any().value == 0)
		got("it returned while the child still ran: a signal had interrupted the wait (EINTR)");
	expected(
		"a child that naps for 6 ms and returns 5 is not killed: its deadline is %u ms away",
		FAR);
	if (deadline == FAR && trace.end == END_DEADLINE)
		got("%s: a signal that was handled ended the wait", trace_words(&trace));
	expect_end(&trace, END_EXITED, 5);
	expect_size("trace.changed", 1, trace.changed);
	fill_memory(base_of(s) + 3, 0, 1);
}

ROW(wait_survives_signals)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	trace_under_signals(&s, 0);
	trace_under_signals(&s, FAR);
	freed(&s);
}

/*
 * Does not end for two seconds, whatever is sent to it but SIGKILL: longer than it takes
 * those who look once a second.
 */
static int stay(t_subject *s, void *data)
{
	t_address all = *(t_address *)data;

	BATCH(STEP_SYSCALL, SYS_rt_sigprocmask, SIG_BLOCK, all, 0, sizeof(uint64_t));
	BATCH(STEP_FILL, base_of(s) + 1, 'c', 1);
	batch_begin(g_process, 0, 0);
	return CALLBACK_STAYS;
}

/* The set of all signals must be there before: the deadline may come at any time. */
static t_trace trace_stay(t_subject *s, unsigned deadline)
{
	uint64_t all = ~0ul;
	t_address there = stage_bytes(&all, sizeof(all));

	return traced_until(s, "stay_with_all_signals_blocked", stay, &there, deadline);
}

static void block_all(void)
{
	uint64_t all = ~0ul;

	CALL_KERNEL(SYS_rt_sigprocmask, SIG_BLOCK, stage_bytes(&all, sizeof(all)), 0,
		sizeof(all));
	noted("the caller blocks all signals that can be blocked");
}

static void expect_deadline(t_subject *s, unsigned deadline, const char *meanwhile)
{
	unsigned strays = ledger_is_seen() ? ledger_stray_kills() : 0;
	t_moment begin = moment_now();
	t_trace trace = trace_stay(s, deadline);
	long long passed = moment_elapsed(&begin);

	expected(
		"the child is ended at the deadline, after %u ms%s", deadline, meanwhile);
	if (trace.end == END_EXITED && trace.code == STAYED)
		got("it ran on to its own end, after 2 s: until then no signal came that it could not "
		    "block");
	expect_end(&trace, END_DEADLINE, SIGKILL);
	expected("the child is not killed before %u ms have gone by%s", deadline,
		meanwhile);
	if (passed < (deadline - 1) * MS)
		got("it was killed after %lld ms at most", passed / MS + 1);
	if (ledger_is_seen())
		expect_no_stray_kill(strays);
	expected("the child is gone when fork_trace returns");
	if (wait_for_any().error != ECHILD)
		got("nobody has waited for it after the kill: it is a zombie, or is about to be one");
	/* With a deadline of 1 ms the child may not even come to write its byte. */
	int written = *copy_of(base_of(s) + 1, 1) == 'c';
	expect_size("trace.changed", (size_t)written, trace.changed);
	expect_size("trace.first", (size_t)written, trace.first);
	fill_memory(base_of(s) + 1, 0, 1);
}

ROW(deadline_ends_child)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	expect_deadline(&s, 5, "");
	expect_deadline(&s, 1, "");
	block_all();
	expect_deadline(
		&s, 5, ", though the caller blocks all signals that can be blocked");
	freed(&s);
}

ROW(deadline_under_signals)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	begin_signals(&s);
	expect_deadline(&s, 40, ", though signals are handled all the time");
	freed(&s);
}

ROW(deadline_not_reached)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	unsigned strays = ledger_stray_kills();
	t_trace trace = traced_until(&s, "return_0", return_0, NULL, FAR);

	expect_end(&trace, END_EXITED, 0);
	trace = traced_until(&s, "nap_6_ms_and_return_5", nap_and_return_5, NULL, FAR);
	expect_end(&trace, END_EXITED, 5);
	/* As microseconds, or as an int, these would be short. */
	static const unsigned long_ones[] = {4294968, 1u << 31, 0xffffffffu};
	for (size_t i = 0; i < 3; i++)
	{
		trace = traced_until(&s, "nap_6_ms_and_return_5", nap_and_return_5, NULL,
			long_ones[i]);
		expect_end(&trace, END_EXITED, 5);
	}
	expect_no_stray_kill(strays);
	freed(&s);
}

/* The kernel's sets have a bit for each signal, from 1 on. */
typedef uint64_t t_mask;

static int is_in(t_mask mask, int signal)
{
	return mask >> (signal - 1) & 1;
}

/* The first signal whose bit differs, 0 where none does. */
static int first_difference(t_mask a, t_mask b)
{
	for (int signal = 1; signal < 64; signal++)
		if (is_in(a, signal) != is_in(b, signal))
			return signal;
	return 0;
}

static t_mask mask_now(void)
{
	t_mask mask = 0;
	t_address there = stage_bytes(&mask, sizeof(mask));

	CALL_KERNEL(SYS_rt_sigprocmask, SIG_BLOCK, 0, there, sizeof(mask));
	read_memory(there, &mask, sizeof(mask));
	return mask;
}

static int compare_masks(t_subject *s, void *data)
{
	t_mask mask = mask_now();
	int signal = first_difference(*(t_mask *)data, mask);

	(void)s;
	expected("the child has the signal mask of the caller");
	if (signal != 0)
		got("SIG%s is %sblocked there", signal_name(signal),
			is_in(mask, signal) ? "" : "not ");
	return 0;
}

/* The kernel's struct: its first word is the handler, and flags and mask follow. */
typedef struct s_action
{
	t_address words[4];
} t_action;

static t_action action_of(int signal)
{
	t_action action = {{0}};
	t_address there = stage_bytes(&action, sizeof(action));

	CALL_KERNEL(SYS_rt_sigaction, (uint64_t)signal, 0, there, sizeof(t_mask));
	read_memory(there, &action, sizeof(action));
	return action;
}

static void expect_same_action(int signal, const t_action *before)
{
	t_action now = action_of(signal);

	expected("after fork_trace the handler of SIG%s is what it was",
		signal_name(signal));
	if (now.words[0] != before->words[0])
		got("it is another");
	if (memcmp(&now, before, sizeof(now)) != 0)
		got("it is the same, but with other flags, or another mask");
}

/* Not more is left than was when it was set, less what has gone by since then. */
static void expect_timer_runs(long gone_ms)
{
	struct itimerval left = {{0, 0}, {0, 0}};
	t_address there = stage_bytes(&left, sizeof(left));

	CALL_KERNEL(SYS_getitimer, ITIMER_REAL, there);
	read_memory(there, &left, sizeof(left));
	expected("after fork_trace the caller's timer, of 1000 s, still runs");
	if (left.it_value.tv_sec < 100)
		got("%ld s are left", (long)left.it_value.tv_sec);
	long left_ms = left.it_value.tv_sec * 1000 + left.it_value.tv_usec / 1000;
	expected("it has run on while fork_trace waited, for %ld ms at least", gone_ms);
	if (left_ms > 1000 * 1000 - gone_ms)
		got("%ld ms of 1000 s are left", left_ms);
	set_timer(0);
}

static void block(int signal)
{
	t_mask one = 1ul << (signal - 1);

	CALL_KERNEL(SYS_rt_sigprocmask, SIG_BLOCK, stage_bytes(&one, sizeof(one)), 0,
		sizeof(one));
}

static void expect_same_mask(t_mask before, const char *after)
{
	t_mask now = mask_now();
	int signal = first_difference(before, now);

	expected("after %s the caller's signal mask is what it was", after);
	if (signal != 0)
		got("SIG%s is %sblocked", signal_name(signal),
			is_in(now, signal) ? "" : "not ");
}

#define HANDLED 5
static const int g_handled[HANDLED] = {SIGCHLD, SIGALRM, SIGUSR2, SIGTERM, SIGPIPE};

/* Blocks a signal and handles others; traces; and sees that all is as it was. */
static void expect_signals_kept(t_subject *s, unsigned deadline)
{
	t_action before[HANDLED];

	block(SIGUSR1);
	for (size_t i = 0; i < HANDLED; i++)
	{
		CALL(STEP_HANDLE, (uint64_t)g_handled[i], SA_RESTART | SA_NODEFER);
		before[i] = action_of(g_handled[i]);
	}
	t_mask mask = mask_now();
	/* The caller's own timer, which is far from its end. */
	set_timer(1000);
	t_trace trace = traced_until(
		s, "compare_the_signal_mask", compare_masks, &mask, deadline);
	expect_timer_runs(0);
	expect_same_mask(mask, "fork_trace");
	for (size_t i = 0; i < HANDLED; i++)
		expect_same_action(g_handled[i], &before[i]);
	expect_end(&trace, END_EXITED, 0);
}

/* Also where a child is killed: the caller handles nothing, and has a timer. */
static void expect_kept_at_the_deadline(void)
{
	t_subject s = live("b", SIZE, ARENA_SHARED);
	t_action before[HANDLED];

	for (size_t i = 0; i < HANDLED; i++)
		before[i] = action_of(g_handled[i]);
	t_mask mask = mask_now();
	set_timer(1000);
	expect_deadline(&s, 5, ", while a timer of the caller's runs");
	expect_timer_runs(4);
	expect_same_mask(mask, "a deadline");
	for (size_t i = 0; i < HANDLED; i++)
		expect_same_action(g_handled[i], &before[i]);
	freed(&s);
}

/* When fork fails, nothing is left of the call, either. */
static void expect_mask_kept_without_fork(t_subject *s)
{
	t_trace trace;
	t_mask mask = mask_now();

	begin_failing(CALL_FORK, EAGAIN);
	call_trace(s, "return_0", return_0, NULL, FAR, &trace);
	end_failing(CALL_FORK);
	expect_same_mask(mask, "a fork_trace without fork");
}

ROW(signals_kept)
{
	expect_kept_at_the_deadline();
	t_subject s = live("a", SIZE, ARENA_COPIED);

	expect_signals_kept(&s, 0);
	expect_signals_kept(&s, FAR);
	expect_mask_kept_without_fork(&s);
	block(SIGCHLD);
	expect_signals_kept(&s, FAR);
	expect_mask_kept_without_fork(&s);
	freed(&s);
}

/* Leaves a process behind, which goes on when work returns. */
static int leave_a_child(t_subject *s, void *data)
{
	(void)s;
	*(t_process **)data = child_begin();
	return 5;
}

static void expect_orphan_left_alone(t_subject *s)
{
	t_process *orphan = NULL;

	another_try();
	t_trace trace = traced(
		s, "fork_a_process_that_goes_on_and_return_5", leave_a_child, &orphan);
	expect_end(&trace, END_EXITED, 5);
	expected("what work has started is left alone");
	if (orphan->has_ended)
		got("it has ended");
	trace_kill(orphan);
}

ROW(wait_for_its_own)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	for (unsigned deadline = 0; deadline <= FAR; deadline += FAR)
	{
		t_trace trace;
		t_process *child = child_of_the_caller();
		int answer = call_trace(&s, "nap_6_ms_and_return_5", nap_and_return_5,
			NULL, deadline, &trace);
		expect_childs_end(child);
		expect_success("fork_trace", answer, s.error);
		expect_end(&trace, END_EXITED, 5);
	}
	expect_orphan_left_alone(&s);
	freed(&s);
}

/* How many descriptors of g_process are open. */
static size_t descriptors(void)
{
	char path[64];
	size_t count = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)g_process->pid);
	DIR *open = opendir(path);
	/* Of a process that has ended nothing is shown, which is no fault of the
	 * kernel's. */
	if (open == NULL)
		CALL(STEP_FLUSH, 0);
	if (open == NULL)
		row_not_graded(
			"the kernel does not show here which descriptors are open");
	while (readdir(open) != NULL)
		count++;
	closedir(open);
	return count - 2; /* . and .. */
}

static void expect_no_zombie(void)
{
	siginfo_t info = {0};
	t_address there = stage_bytes(&info, sizeof(info));
	t_answer answer =
		CALL_KERNEL(SYS_waitid, P_ALL, 0, there, WEXITED | WNOHANG | WNOWAIT, 0);

	expected("after this fork_trace no child is left, running or a zombie");
	if (answer.error == ECHILD)
		return;
	read_memory(there, &info, sizeof(info));
	got("one is left%s", info.si_pid != 0 ? ": a zombie, whom nobody waited for"
					      : ", and nobody waited for it");
}

static void expect_nothing_left(size_t open)
{
	size_t now = descriptors();

	expect_no_zombie();
	expected("after this fork_trace %zu descriptors are open, as before", open);
	if (now != open)
		got("%zu are open", now);
}

/* Traces in every way there is, and looks what is left. */
static void trace_and_count(t_subject *s)
{
	t_trace trace;
	size_t open = descriptors();

	traced(s, "return_0", return_0, NULL);
	expect_nothing_left(open);
	traced_until(s, "return_0", return_0, NULL, FAR);
	expect_nothing_left(open);
	trace_stay(s, 5);
	expect_nothing_left(open);
	begin_failing(CALL_FORK, EAGAIN);
	call_trace(s, "return_0", return_0, NULL, 0, &trace);
	end_failing(CALL_FORK);
	expect_nothing_left(open);
}

ROW(nothing_left)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	trace_and_count(&s);
	freed(&s);
}

/* Under the heading memory: mappings, once and many times. */
ROW(trace_unmaps_all)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 100000, g_policies[i]);
		size_t mapped = ledger_mapped();
		for (int times = 0; times < 5; times++)
		{
			traced(&s, "return_0", return_0, NULL);
			expected("after fork_trace %zu bytes are mapped, as before",
				mapped);
			if (ledger_mapped() != mapped)
				got("%zu bytes are mapped: it has not given back all",
					ledger_mapped());
		}
		freed(&s);
		expect_unmapped("arena_free");
	}
}
