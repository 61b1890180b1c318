/* Row of fork_trace: the caller's signals and timers, and the child's mask. */

#define _GNU_SOURCE
#include "kit.h"
#include "waiting.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>

#define SIZE 4096

static void set_timer(time_t seconds)
{
	struct itimerval timer = {{0, 0}, {seconds, 0}};

	CALL_KERNEL(SYS_setitimer, ITIMER_REAL, stage_bytes(&timer, sizeof(timer)), 0);
}

/* The kernel's sets have a bit for each signal, from 1 on. */
typedef uint64_t t_mask;

static t_mask bit_of(int signal)
{
	return 1ul << (signal - 1);
}

static int is_in(t_mask mask, int signal)
{
	return (mask & bit_of(signal)) != 0;
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
		got("it is a different one");
	if (memcmp(&now, before, sizeof(now)) != 0)
		got("the handler is the same, but its flags or its mask differ");
}

/* Not more is left than was when it was set, less what has gone by since then. */
static void expect_timer_runs(long gone_ms)
{
	struct itimerval left = {{0, 0}, {0, 0}};
	t_address there = stage_bytes(&left, sizeof(left));

	CALL_KERNEL(SYS_getitimer, ITIMER_REAL, there);
	read_memory(there, &left, sizeof(left));
	expected("after fork_trace the caller's timer of 1000 s is still running");
	if (left.it_value.tv_sec < 100)
		got("%ld s are left", (long)left.it_value.tv_sec);
	long left_ms = left.it_value.tv_sec * 1000 + left.it_value.tv_usec / 1000;
	expected("it has kept running while fork_trace waited, for at least %ld ms",
		gone_ms);
	if (left_ms > 1000 * 1000 - gone_ms)
		got("%ld ms of 1000 s are left", left_ms);
	set_timer(0);
}

static void expect_same_mask(t_mask before, const char *after)
{
	t_mask now = mask_now();
	int signal = first_difference(before, now);

	expected("after %s the caller's signal mask is what it was", after);
	promise("The caller's signal handlers");
	if (signal != 0)
		got("SIG%s is %sblocked", signal_name(signal),
			is_in(now, signal) ? "" : "not ");
}

#define HANDLED 5
static const int g_handled[HANDLED] = {SIGCHLD, SIGALRM, SIGUSR2, SIGTERM, SIGPIPE};

/* What fork_trace must leave as it is. */
typedef struct s_kept
{
	t_mask mask;
	t_action actions[HANDLED];
} t_kept;

/* As it is now; and the caller has a timer that is far from its end. */
static t_kept keep(void)
{
	t_kept kept = {.mask = mask_now()};

	for (size_t i = 0; i < HANDLED; i++)
		kept.actions[i] = action_of(g_handled[i]);
	set_timer(1000);
	return kept;
}

static void expect_kept(const t_kept *kept, long gone_ms, const char *after)
{
	expect_timer_runs(gone_ms);
	expect_same_mask(kept->mask, after);
	for (size_t i = 0; i < HANDLED; i++)
		expect_same_action(g_handled[i], &kept->actions[i]);
}

/* Blocks a signal and handles others; traces; and sees that all is as it was. */
static void expect_signals_kept(t_subject *s, unsigned deadline)
{
	block_signals(bit_of(SIGUSR1));
	for (size_t i = 0; i < HANDLED; i++)
		CALL(STEP_HANDLE, (uint64_t)g_handled[i], SA_RESTART | SA_NODEFER);
	t_kept kept = keep();
	t_trace trace = traced_until(
		s, "compare_the_signal_mask", compare_masks, &kept.mask, deadline);
	expect_kept(&kept, 0, "fork_trace");
	expect_end(&trace, END_EXITED, 0);
}

/* Also where a child is killed: the caller handles nothing, and has a timer. */
static void expect_kept_at_the_deadline(void)
{
	t_subject s = live("b", SIZE, ARENA_SHARED);
	t_kept kept = keep();

	expect_deadline(&s, 5, ", while a timer of the caller's runs");
	expect_kept(&kept, 4, "a deadline");
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
	expect_same_mask(mask, "a fork_trace whose fork fails");
}

ROW(signals_kept)
{
	expect_kept_at_the_deadline();
	t_subject s = live("a", SIZE, ARENA_COPIED);

	expect_signals_kept(&s, 0);
	expect_signals_kept(&s, FAR);
	expect_mask_kept_without_fork(&s);
	block_signals(bit_of(SIGCHLD));
	expect_signals_kept(&s, FAR);
	expect_mask_kept_without_fork(&s);
	freed(&s);
}
