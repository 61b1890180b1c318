/* Rows of fork_trace: what is close to the deadline. */

#define _GNU_SOURCE
#include "kit.h"
#include "moment.h"
#include "trace.h"
#include "turn.h"
#include "waiting.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#define SIZE 64

/* Milliseconds, for a child that ends by itself when kill is called. */
#define DEADLINE 10

/* A clock put forward may make a deadline a second late. */
static int stay_2_s(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	return CALLBACK_STAYS;
}

/* Before it is asked how early: that it was killed at all. */
static void expect_killed(const t_trace *trace, unsigned deadline)
{
	expected("the child, which stays for 2 s, is killed at the deadline, after %u ms",
		deadline);
	if (trace->end != END_DEADLINE)
		got("fork_trace did not kill it; it ended like this: %s",
			trace_words(trace));
	expect_end(trace, END_DEADLINE, SIGKILL);
}

/* What is measured includes the deadline, and more the busier the machine is: never
 * less. */
static void expect_not_early(t_subject *s, unsigned deadline, long clocks)
{
	tried("the clocks are set forward: when they are read next, they are %ld ms into a second",
		(long)(clocks / MS));
	answered(0, "0");
	ledger_set_clocks(clocks);
	t_moment begin = moment_now();
	t_trace trace = traced_until(s, "stay_2_s", stay_2_s, NULL, deadline);
	long long passed = moment_elapsed(&begin);
	ledger_set_clocks(-1);
	expect_killed(&trace, deadline);
	expected("the child is not killed before %u ms have passed", deadline);
	if (passed < (deadline - 1) * MS)
		got("it was killed after %lld ms at most", passed / MS + 1);
}

/* Milliseconds: the copy seems to take longer than the deadline, and the child does not.
 */
#define SLOW_COPY 900
#define LONGER_THAN_THE_CHILD 800

/* As if what comes before the fork took long: the clocks go on by so much. */
static void put_clocks_forward(t_process *process)
{
	if (process == g_process && ledger_calls(CALL_FORK) == 0)
		ledger_set_clocks(SLOW_COPY * MS);
}

static int nap_5_ms(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	add_nap(5);
	return callback_leave(0);
}

/* Whose clock starts before the copy is made takes its time away from the child. Where no
 * mmap is called, nothing happens. */
static void expect_counted_from_the_fork(void)
{
	ledger_reset();
	t_subject s = live("b", SIZE, ARENA_COPIED);

	another_try();
	tried("each clock jumps ahead by %d ms when mmap is called, as if the copy took that long",
		SLOW_COPY);
	answered(0, "0");
	ledger_set_clocks(0);
	ledger_before(CALL_MMAP, put_clocks_forward);
	t_trace trace =
		traced_until(&s, "nap_5_ms", nap_5_ms, NULL, LONGER_THAN_THE_CHILD);
	ledger_before(CALL_MMAP, NULL);
	ledger_set_clocks(-1);
	expected(
		"the deadline of %d ms counts from the fork: the child, which takes 5 ms, is not killed",
		LONGER_THAN_THE_CHILD);
	if (trace.end == END_DEADLINE)
		got("it was killed at its deadline: the time for the copy was counted too");
	expect_end(&trace, END_EXITED, 0);
	freed(&s);
}

ROW(deadline_never_early)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	/* A clock of whole seconds goes on by one while the first two wait. */
	expect_not_early(&s, 19, 999 * MS);
	expect_not_early(&s, 19, 995 * MS);
	expect_not_early(&s, 8, 10 * MS);
	freed(&s);
	if (ledger_is_seen())
		expect_counted_from_the_fork();
}

/* A child that ends by itself when kill has been called, and before it has come. */
typedef struct s_last
{
	t_process *process;
	int code; /* which it returns */
	int signal; /* or which it sends to itself */
	int is_told; /* kill was called for it */
} t_last;

/* What is called before kill cannot be given anything. */
static t_last g_last;

static void add_own_signal(int signal)
{
	g_process->unwatched = SYS_kill;
	add_default(signal);
	BATCH(STEP_SYSCALL, SYS_kill, (uint64_t)g_process->own_pid, (uint64_t)signal);
}

static void let_it_end(t_process *child)
{
	t_process *before = g_process;

	if (child != g_last.process || g_last.is_told)
		return;
	g_last.is_told = 1;
	g_process = child;
	if (g_last.signal != 0)
		add_own_signal(g_last.signal);
	callback_leave(g_last.code);
	turn_wait(child, 0);
	g_process = before;
}

static int end_when_told(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	g_last.process = g_process;
	return CALLBACK_STAYS;
}

static void expect_own_end(t_subject *s, const char *what, int code, int signal)
{
	g_last = (t_last){.code = code, .signal = signal};
	ledger_before(CALL_KILL, let_it_end);
	t_trace trace = traced_until(s, what, end_when_told, NULL, DEADLINE);
	ledger_before(CALL_KILL, NULL);
	/* It may have been killed before it came to its work. */
	if (!g_last.is_told)
		expect_killed(&trace, DEADLINE);
	else if (signal != 0)
		expect_end(&trace, END_SIGNALED, signal);
	else
		expect_end(&trace, END_EXITED, code);
}

/* A child that ends while its caller stands still. */
typedef struct s_early
{
	t_process *caller;
	int signal; /* which it sends to itself; 0: it returns 5 */
	unsigned deadline; /* milliseconds */
	t_moment begin; /* before fork_trace was called */
	int is_in_time; /* the caller stands still since before the deadline */
} t_early;

/* The caller goes on when the deadline is over: the child has ended by itself before. */
static int end_before_the_caller_looks(t_subject *s, void *data)
{
	t_early *early = data;
	const struct timespec longer = {0, 2 * early->deadline * MS};
	const struct timespec a_moment = {0, MS / 20};
	t_process *child = g_process;

	(void)s;
	kill(early->caller->pid, SIGSTOP);
	while (!process_is_stopped(early->caller->pid))
		nanosleep(&a_moment, NULL);
	early->is_in_time = moment_elapsed(&early->begin) < early->deadline * MS;
	if (!early->is_in_time)
	{
		/* It may have been killed already. */
		kill(early->caller->pid, SIGCONT);
		return CALLBACK_STAYS;
	}
	if (early->signal != 0)
		add_own_signal(early->signal);
	int value = callback_leave(5);
	turn_wait(child, 0);
	nanosleep(&longer, NULL);
	kill(early->caller->pid, SIGCONT);
	return value;
}

/* Whether its own SIGKILL was taken for the deadline's. That happens by chance, too: if
 * the caller is stopped between its look at the child and its look at the clock. */
static int is_mistaken(const t_early *early, const t_trace *trace)
{
	return early->signal == SIGKILL && trace->end == END_DEADLINE;
}

static t_trace traced_late(t_subject *s, const char *what, t_early *early)
{
	unsigned strays = ledger_stray_kills();

	early->is_in_time = 0;
	early->begin = moment_now();
	another_try();
	noted("the caller is stopped until its deadline is long past");
	t_trace trace = traced_until(
		s, what, end_before_the_caller_looks, early, early->deadline);
	expect_no_stray_kill(strays);
	return trace;
}

/* How often it is tried where chance decides, each time with twice the deadline. */
#define CHANCES 5

static void expect_own_end_though_late(t_subject *s, const char *what, int signal)
{
	t_early early = {g_process, signal, DEADLINE, moment_now(), 0};
	t_trace trace = traced_late(s, what, &early);

	for (int i = 1; i < CHANCES && (!early.is_in_time || is_mistaken(&early, &trace));
		i++)
	{
		early.deadline *= 2;
		trace = traced_late(s, what, &early);
	}
	/* The machine is too busy. */
	if (!early.is_in_time)
		return;
	expected(
		"the child ended by itself, long before the deadline, however late the caller looks");
	if (trace.end == END_DEADLINE)
		got("%s", trace_words(&trace));
	if (signal != 0)
		expect_end(&trace, END_SIGNALED, signal);
	else
		expect_end(&trace, END_EXITED, 5);
}

ROW(deadline_last_moment)
{
	t_subject s = live("a", SIZE, ARENA_COPIED);

	/* Among them the number of SIGKILL, a signal below it, and one above. */
	expect_own_end(&s, "return_5_just_before_the_kill", 5, 0);
	expect_own_end(&s, "return_9_just_before_the_kill", SIGKILL, 0);
	expect_own_end(&s, "die_of_SIGINT_just_before_the_kill", 99, SIGINT);
	expect_own_end(&s, "die_of_SIGTERM_just_before_the_kill", 99, SIGTERM);
	expect_own_end_though_late(&s, "send_SIGKILL_to_itself_at_once", SIGKILL);
	expect_own_end_though_late(&s, "return_5_at_once", 0);
	freed(&s);
}

/* Milliseconds. */
#define SLOW_END 20

static t_subject *g_written;

/* At the last moment the child writes another byte, and then it takes long to end. */
static void write_and_end_slowly(t_process *child)
{
	t_process *caller = g_process;

	g_process = child;
	write_memory(base_of(g_written) + 9, "c", 1);
	g_process = caller;
	trace_look_away(SLOW_END);
}

/* The caller's timer; 0: none. */
static void tick_every(long ms)
{
	const struct itimerval timer = {{0, ms * 1000}, {0, ms * 1000}};

	CALL_KERNEL(SYS_setitimer, ITIMER_REAL, stage_bytes(&timer, sizeof(timer)), 0);
}

static void expect_deadline_of_a_slow_child(t_subject *s, long ticks)
{
	another_try();
	g_written = s;
	noted("the child writes to byte 9 just before it is killed, and takes %d ms to end",
		SLOW_END);
	if (ticks != 0)
		noted("a timer of the caller goes off every %ld ms, and its signal is handled",
			ticks);
	ledger_before(CALL_KILL, write_and_end_slowly);
	unsigned kills = ledger_calls(CALL_KILL);
	CALL(STEP_HANDLE, SIGALRM, 0);
	tick_every(ticks);
	t_trace trace = trace_stay(s, 5);
	tick_every(0);
	ledger_before(CALL_KILL, NULL);
	expect_end(&trace, END_DEADLINE, SIGKILL);
	expect_no_zombie();
	if (ledger_calls(CALL_KILL) != kills)
		expect_size("trace.last", 9, trace.last);
	fill_memory(base_of(s), 0, 10);
}

/* Milliseconds; above it a deadline has whole seconds. */
#define SECOND 1000
/* In which the caller comes to its wait, as a rule; on a busy machine, several. */
#define A_WHILE 10
#define MANY_WHILES 20

/* Once the caller waits: before that it may not have looked at its clock. It is seen to
 * go on meanwhile, which it could not while nobody looks after it. */
static void let_pass(long seconds)
{
	const struct timespec a_while = {0, A_WHILE * MS};
	t_address there = stage_bytes(&a_while, sizeof(a_while));
	int is_awake = 1;

	for (int i = 0; i < MANY_WHILES && is_awake; i++)
	{
		CALL_KERNEL(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, there, 0);
		processes_cpu(&is_awake);
	}
	ledger_let_pass(seconds);
}

static int stay_while_a_second_passes(t_subject *s, void *data)
{
	(void)s;
	(void)data;
	let_pass(1);
	return CALLBACK_STAYS;
}

/* Milliseconds without their seconds never come to such a deadline. */
static void expect_seconds_counted(t_subject *s)
{
	another_try();
	tried("while the child runs, each clock jumps ahead by a second");
	answered(0, "0");
	t_trace trace = traced_until(
		s, "stay_2_s", stay_while_a_second_passes, NULL, SECOND + A_WHILE);
	ledger_let_pass(0);
	expect_killed(&trace, SECOND + A_WHILE);
}

ROW(deadline_ends_child)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	expect_deadline(&s, 5, "");
	if (!row_is_watched())
	{
		expect_deadline_of_a_slow_child(&s, 0);
		expect_deadline_of_a_slow_child(&s, 2);
	}
	expect_deadline(&s, 1, "");
	expect_seconds_counted(&s);
	block_signals(ALL_SIGNALS);
	expect_deadline(
		&s, 5, ", even though the caller blocks all signals that can be blocked");
	freed(&s);
}

ROW(deadline_under_signals)
{
	t_subject s = live("a", SIZE, ARENA_SHARED);

	begin_signals(&s);
	expect_deadline(&s, 40, ", even while signals are handled all the time");
	freed(&s);
}

/* Seconds; nobody waits so long on his own account. */
#define HOUR 3600

static int nap_while_an_hour_passes(t_subject *s, void *data)
{
	let_pass(HOUR);
	return nap_and_return_5(s, data);
}

static void expect_no_deadline(t_subject *s)
{
	another_try();
	tried("while the child runs, each clock jumps ahead by an hour");
	answered(0, "0");
	t_trace trace =
		traced(s, "nap_6_ms_and_return_5", nap_while_an_hour_passes, NULL);
	ledger_let_pass(0);
	expected("a child without a deadline is never killed");
	if (trace.end == END_DEADLINE)
		got("%s", trace_words(&trace));
	expect_end(&trace, END_EXITED, 5);
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
	expect_no_deadline(&s);
	expect_no_stray_kill(strays);
	freed(&s);
}
