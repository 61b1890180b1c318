/* Rows of fork_trace: the wait for the child, and what is left behind. */

#define _GNU_SOURCE
#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SIZE 4096
/* A deadline that no honest row comes near: longer than any row may take. */
#define FAR 60000

static void count_signal(int signal)
{
	static volatile sig_atomic_t count;

	(void)signal;
	count++;
}

/*
 * From now on a signal comes again and again, whose handler interrupts what waits: often
 * enough to find a sleep of a millisecond on a busy machine too.
 */
static void begin_signals(long microseconds)
{
	struct sigaction action = {.sa_handler = count_signal};
	struct itimerval often = {{0, microseconds}, {0, microseconds}};

	tried("setitimer: SIGALRM comes every %ld microseconds, and is handled",
		microseconds);
	answered(0, "0");
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
}

static void end_signals(void)
{
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	/* Not SIG_DFL: under valgrind one may be on its way still. */
	signal(SIGALRM, SIG_IGN);
}

/* Milliseconds: several signals long. */
#define NAP 6

static int nap_and_return_5(t_arena *a, void *data)
{
	char *bytes = a->base;

	(void)data;
	nap(NAP);
	bytes[3] = 'c';
	return 5;
}

/* Traces a child that naps, with signals coming; deadline 0 or far away. */
static void trace_under_signals(t_subject *s, unsigned deadline)
{
	t_trace trace;

	begin_signals(300);
	int status = call_trace(
		s, "nap_6_ms_and_return_5", nap_and_return_5, NULL, deadline, &trace);
	end_signals();
	expected("fork_trace waits on after each signal, and returns 0");
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s->error));
	if (waitpid(-1, NULL, WNOHANG) == 0)
		got("it returned while the child still ran: a signal had interrupted the wait (EINTR)");
	expected(
		"a child that naps for 6 ms and returns 5 is not killed: its deadline is %u ms away",
		FAR);
	if (deadline == FAR && trace.end == END_DEADLINE)
		got("%s: a signal that was handled ended the wait", end_words(&trace));
	expect_end(&trace, END_EXITED, 5);
	expect_size("trace.changed", 1, trace.changed);
	((char *)s->arena.base)[3] = 0;
}

ROW(wait_survives_signals)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	trace_under_signals(&s, 0);
	trace_under_signals(&s, FAR);
	freed(&s);
	return row_passed();
}

/*
 * Does not end for one and a half seconds, whatever is sent to it but SIGKILL: longer
 * than it takes those who look once a second.
 */
static int stay(t_arena *a, void *data)
{
	sigset_t all;

	(void)data;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	((char *)a->base)[1] = 'c';
	linger(1500);
	return 99;
}

static void expect_deadline(t_subject *s, unsigned deadline, const char *meanwhile)
{
	t_trace trace;
	int status = call_trace(
		s, "stay_with_all_signals_blocked", stay, NULL, deadline, &trace);

	expect_success("fork_trace", status, s->error);
	expected(
		"the child is ended at the deadline, after %u ms%s", deadline, meanwhile);
	if (trace.end == END_EXITED && trace.code == 99)
		got("it ran on to its own end, after 1.5 s: until then no signal came that it could not "
		    "block");
	expect_end(&trace, END_DEADLINE, SIGKILL);
	expected("the child is gone when fork_trace returns");
	if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
		got("nobody has waited for it after the kill: it is a zombie, or is about to be one");
	/* With a deadline of 1 ms the child may not even come to write its byte. */
	int written = ((char *)s->arena.base)[1] == 'c';
	expect_size("trace.changed", (size_t)written, trace.changed);
	expect_size("trace.first", (size_t)written, trace.first);
	((char *)s->arena.base)[1] = 0;
}

ROW(deadline_ends_child)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	expect_deadline(&s, 5, "");
	expect_deadline(&s, 1, "");
	freed(&s);
	return row_passed();
}

ROW(deadline_under_signals)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	begin_signals(300);
	expect_deadline(&s, 15, ", though a signal is handled every 300 microseconds");
	end_signals();
	freed(&s);
	return row_passed();
}

ROW(deadline_not_reached)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);
	unsigned strays = ledger_stray_kills();
	t_trace trace;
	int status = call_trace(&s, "return_0", return_0, NULL, FAR, &trace);

	expect_success("fork_trace", status, s.error);
	expect_end(&trace, END_EXITED, 0);
	status = call_trace(
		&s, "nap_6_ms_and_return_5", nap_and_return_5, NULL, FAR, &trace);
	expect_success("fork_trace", status, s.error);
	expect_end(&trace, END_EXITED, 5);
	expect_no_stray_kill(strays);
	freed(&s);
	return row_passed();
}

/* The first signal whose bit differs, 0 where none does. */
static int first_difference(const sigset_t *a, const sigset_t *b)
{
	for (int signal = 1; signal < 64; signal++)
		if (sigismember(a, signal) != sigismember(b, signal))
			return signal;
	return 0;
}

static sigset_t mask_now(void)
{
	sigset_t mask;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	return mask;
}

static int compare_masks(t_arena *a, void *data)
{
	sigset_t mask = mask_now();
	int signal = first_difference(data, &mask);

	(void)a;
	expected("the child has the signal mask of the caller");
	if (signal != 0)
		got("SIG%s is %sblocked there", signal_name(signal),
			sigismember(&mask, signal) ? "" : "not ");
	return 0;
}

static void expect_same_handler(int signal, const struct sigaction *before)
{
	struct sigaction after;

	sigaction(signal, NULL, &after);
	expected("after fork_trace the handler of SIG%s is what it was",
		signal_name(signal));
	if (after.sa_handler != before->sa_handler)
		got("it is another");
}

/* The caller's own timer, which is far from its end. */
static void start_timer(void)
{
	setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {1000, 0}}, NULL);
}

static void expect_timer_runs(void)
{
	struct itimerval left;

	getitimer(ITIMER_REAL, &left);
	expected("after fork_trace the caller's timer, of 1000 s, still runs");
	if (left.it_value.tv_sec < 100)
		got("%ld s are left", (long)left.it_value.tv_sec);
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
}

/* Blocks a signal and handles others; traces; and sees that all is as it was. */
static void expect_signals_kept(t_subject *s, unsigned deadline)
{
	static const int handled[] = {SIGCHLD, SIGALRM, SIGUSR2, SIGTERM};
	struct sigaction before[4];
	t_trace trace;
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	sigprocmask(SIG_BLOCK, &one, NULL);
	for (size_t i = 0; i < 4; i++)
	{
		signal(handled[i], count_signal);
		sigaction(handled[i], NULL, &before[i]);
	}
	sigset_t mask = mask_now();
	start_timer();
	int status = call_trace(
		s, "compare_the_signal_mask", compare_masks, &mask, deadline, &trace);
	expect_success("fork_trace", status, s->error);
	sigset_t after = mask_now();
	expect_timer_runs();
	int signal = first_difference(&mask, &after);
	expected("after fork_trace the caller's signal mask is what it was");
	if (signal != 0)
		got("SIG%s is %sblocked", signal_name(signal),
			sigismember(&after, signal) ? "" : "not ");
	for (size_t i = 0; i < 4; i++)
		expect_same_handler(handled[i], &before[i]);
	expect_end(&trace, END_EXITED, 0);
}

ROW(signals_kept)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	expect_signals_kept(&s, 0);
	expect_signals_kept(&s, FAR);
	freed(&s);
	return row_passed();
}

ROW(wait_for_its_own)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	for (unsigned deadline = 0; deadline <= FAR; deadline += FAR)
	{
		t_trace trace;
		pid_t child = child_of_the_caller();
		int answer = call_trace(&s, "nap_6_ms_and_return_5", nap_and_return_5,
			NULL, deadline, &trace);
		expect_childs_end(child);
		expect_success("fork_trace", answer, s.error);
		expect_end(&trace, END_EXITED, 5);
	}
	freed(&s);
	return row_passed();
}

/* How many descriptors are open. */
static size_t descriptors(void)
{
	size_t count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) != -1;
	return count;
}

static void expect_no_zombie(void)
{
	siginfo_t info = {0};

	expected("after this fork_trace no child is left, running or a zombie");
	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == -1 && errno == ECHILD)
		return;
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
	int status = call_trace(s, "return_0", return_0, NULL, FAR, &trace);
	expect_success("fork_trace", status, s->error);
	expect_nothing_left(open);
	status = call_trace(s, "stay_with_all_signals_blocked", stay, NULL, 5, &trace);
	expect_success("fork_trace", status, s->error);
	expect_nothing_left(open);
	begin_failing(CALL_FORK, "fork", EAGAIN);
	call_trace(s, "return_0", return_0, NULL, 0, &trace);
	end_failing(CALL_FORK);
	expect_nothing_left(open);
}

ROW(nothing_left)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	trace_and_count(&s);
	freed(&s);
	return row_passed();
}

/* Under the heading memory: mappings, once and many times. */
ROW(trace_unmaps_all)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 100000, g_policies[i]);
		size_t mapped = ledger_mapped();
		for (int times = 0; times < (row_is_watched() ? 1 : 5); times++)
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
	return row_passed();
}
