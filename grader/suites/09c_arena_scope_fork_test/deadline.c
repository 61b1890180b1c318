/* Rows of fork_trace: what is close to the deadline. */

#define _GNU_SOURCE
#include "expect.h"
#include "ledger.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SIZE 64
#define MS 1000000LL

/*
 * Nanoseconds since then, on the clock on which most have gone by: the submission may use
 * any of these, and a machine may sleep, or have its clock set.
 */
static const clockid_t g_clocks[] = {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME};

#define CLOCKS (sizeof(g_clocks) / sizeof(*g_clocks))

typedef struct s_moment
{
	struct timespec on[CLOCKS];
} t_moment;

static t_moment now(void)
{
	t_moment moment;

	for (size_t i = 0; i < CLOCKS; i++)
		clock_gettime(g_clocks[i], &moment.on[i]);
	return moment;
}

static long long elapsed(const t_moment *since)
{
	t_moment until = now();
	long long most = 0;

	for (size_t i = 0; i < CLOCKS; i++)
	{
		long long passed =
			(until.on[i].tv_sec - since->on[i].tv_sec) * 1000 * MS +
			until.on[i].tv_nsec - since->on[i].tv_nsec;
		most = passed > most ? passed : most;
	}
	return most;
}

/* Sleeps that it takes a child to end by itself. A clock put forward may make a deadline
 * a second late. */
#define SLEEPS 2000
/* Milliseconds, for a child that ends by itself when kill is called. */
#define DEADLINE 10

static int stay_2_s(t_arena *a, void *data)
{
	(void)a;
	(void)data;
	linger(SLEEPS);
	return 99;
}

/* Before it is asked how early: that it was killed at all. */
static void expect_killed(const t_trace *trace, unsigned deadline)
{
	expected("the child, which stays for 2 s, is killed at the deadline, after %u ms",
		deadline);
	if (trace->end != END_DEADLINE)
		got("it was not killed by fork_trace; it ended so: %s", end_words(trace));
	expect_end(trace, END_DEADLINE, SIGKILL);
}

/* What is measured includes the deadline, and more the busier the machine is: never
 * less. */
static void expect_not_early(t_subject *s, unsigned deadline, long clocks)
{
	t_trace trace;

	tried("the clocks are put forward: they stand at %ld ms of a second when they are read next",
		(long)(clocks / MS));
	answered(0, "0");
	ledger_set_clocks(clocks);
	t_moment begin = now();
	int status = call_trace(s, "stay_2_s", stay_2_s, NULL, deadline, &trace);
	long long passed = elapsed(&begin);
	ledger_set_clocks(-1);
	expect_success("fork_trace", status, s->error);
	expect_killed(&trace, deadline);
	expected("the child is not killed before %u ms have gone by", deadline);
	if (passed < (deadline - 1) * MS)
		got("it was killed after %lld ms at most", passed / MS + 1);
}

/* All at the same time, which takes less of it. */
static void trace_to_the_deadline(void *data, size_t number)
{
	static const struct
	{
		unsigned deadline;
		long clocks;
	} cases[] = {{20, 999 * MS}, {20, 995 * MS}, {8, 10 * MS}};

	expect_not_early(data, cases[number].deadline, cases[number].clocks);
}

ROW(deadline_never_early)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	/* A clock of whole seconds goes on by one while the first two wait. */
	in_children(3, trace_to_the_deadline, &s);
	freed(&s);
	return row_passed();
}

/* A child that ends by itself when kill has been called, and before it has come. */
typedef struct s_last
{
	pid_t pid;
	int go;
	int code; /* which it returns */
	int signal; /* or which it sends to itself */
	siginfo_t end; /* as it was: si_pid is 0 where kill was not called */
} t_last;

/* In memory that the children share: what is called before kill cannot be given
 * anything. */
static t_last *g_last;

static void let_it_end(pid_t child)
{
	if (child != g_last->pid)
		return;
	__atomic_store_n(&g_last->go, 1, __ATOMIC_SEQ_CST);
	while (waitid(P_PID, (id_t)child, &g_last->end, WEXITED | WNOWAIT) == -1 &&
		errno == EINTR)
		continue;
}

static int end_when_told(t_arena *a, void *data)
{
	t_last *last = data;

	(void)a;
	last->pid = getpid();
	for (int i = 0; i < SLEEPS && !__atomic_load_n(&last->go, __ATOMIC_SEQ_CST); i++)
		linger(1);
	if (last->signal == 0)
		return last->code;
	signal(last->signal, SIG_DFL);
	kill(getpid(), last->signal);
	return last->code;
}

static void expect_own_end(t_subject *s, const char *what, int code, int signal)
{
	t_trace trace;

	g_last = shared_notes(sizeof(*g_last));
	*g_last = (t_last){.code = code, .signal = signal};
	ledger_before_kill(let_it_end);
	int status = call_trace(s, what, end_when_told, g_last, DEADLINE, &trace);
	ledger_before_kill(NULL);
	expect_success("fork_trace", status, s->error);
	/* It may have been killed before it came to its work. */
	if (g_last->end.si_pid == 0)
		expect_killed(&trace, DEADLINE);
	else
		expect_end(&trace,
			g_last->end.si_code == CLD_EXITED ? END_EXITED : END_SIGNALED,
			g_last->end.si_status);
}

/* All at the same time, which takes less of it. */
static void trace_an_own_end(void *data, size_t number)
{
	/* Among them the number of SIGKILL, a signal below it, and one above. */
	static const struct
	{
		const char *what;
		int code;
		int signal;
	} cases[] = {{"return_5_just_before_the_kill", 5, 0},
		{"return_9_just_before_the_kill", SIGKILL, 0},
		{"die_of_SIGINT_just_before_the_kill", 99, SIGINT},
		{"die_of_SIGTERM_just_before_the_kill", 99, SIGTERM}};

	expect_own_end(
		data, cases[number].what, cases[number].code, cases[number].signal);
}

ROW(deadline_last_moment)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	in_children(4, trace_an_own_end, &s);
	freed(&s);
	return row_passed();
}
