#define _GNU_SOURCE
#include "waiting.h"

#include "moment.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than a child has open. */
#define DESCRIPTORS 16
/* Milliseconds: several signals long. */
#define NAP 6
#define FAIR_TRIES 3

void begin_signals(t_subject *s)
{
	tried("while the child runs, SIGALRM comes again and again and is handled");
	answered(0, "0");
	CALL(STEP_HANDLE, SIGALRM, 0);
	s->signal = SIGALRM;
}

int nap_and_return_5(t_subject *s, void *data)
{
	(void)data;
	add_nap(NAP);
	BATCH(STEP_FILL, base_of(s) + 3, 'c', 1);
	return callback_leave(5);
}

void block_signals(uint64_t mask)
{
	CALL_KERNEL(SYS_rt_sigprocmask, SIG_BLOCK, stage_bytes(&mask, sizeof(mask)), 0,
		sizeof(mask));
	noted("the caller blocks %s",
		mask == ALL_SIGNALS ? "all signals that can be blocked" : "a signal");
}

void expect_no_zombie(void)
{
	siginfo_t info = {0};
	t_address there = stage_bytes(&info, sizeof(info));
	t_answer answer =
		CALL_KERNEL(SYS_waitid, P_ALL, 0, there, WEXITED | WNOHANG | WNOWAIT, 0);

	expected("after this fork_trace no child is left, neither running nor a zombie");
	promise("No zombie, no descriptor and no mapping is left behind");
	if (answer.error == ECHILD)
		return;
	read_memory(there, &info, sizeof(info));
	got("one is left%s", info.si_pid != 0 ? ": a zombie that nobody has waited for"
					      : ", and nobody has waited for it");
}

/*
 * Does not end for two seconds, whatever is sent to it but SIGKILL: longer than it takes
 * those who look once a second.
 */
static int stay(t_subject *s, void *data)
{
	t_address all = *(t_address *)data;

	BATCH(STEP_SYSCALL, SYS_rt_sigprocmask, SIG_BLOCK, all, 0, sizeof(uint64_t));
	/* A descriptor that is closed is no end. */
	for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
		BATCH(STEP_SYSCALL, SYS_close, (uint64_t)fd);
	BATCH(STEP_FILL, base_of(s) + 1, 'c', 1);
	batch_begin(g_process, 0, 0);
	return CALLBACK_STAYS;
}

t_trace trace_stay(t_subject *s, unsigned deadline)
{
	const uint64_t all = ALL_SIGNALS;
	/* There before: the deadline may come at any time. */
	t_address there = stage_bytes(&all, sizeof(all));

	return traced_until(s, "block_all_signals_close_all_descriptors_and_stay", stay,
		&there, deadline);
}

/*
 * Under signals a busy machine may keep the caller from its clock for all of the time
 * that the child stays: one that never looks at it fails each time.
 */
static t_trace trace_stay_fairly(t_subject *s, unsigned deadline, t_moment *begin)
{
	t_trace trace;

	for (int tries = 0; tries < (s->signal == 0 ? 1 : FAIR_TRIES); tries++)
	{
		*begin = moment_now();
		trace = trace_stay(s, deadline);
		if (trace.end != END_EXITED || trace.code != STAYED)
			break;
	}
	return trace;
}

void expect_deadline(t_subject *s, unsigned deadline, const char *meanwhile)
{
	unsigned strays = ledger_is_seen() ? ledger_stray_kills() : 0;
	t_moment begin;
	t_trace trace = trace_stay_fairly(s, deadline, &begin);
	long long passed = moment_elapsed(&begin);

	expected("the child is killed at the deadline, after %u ms%s", deadline,
		meanwhile);
	if (trace.end == END_EXITED && trace.code == STAYED)
		got("it ran until it ended by itself, after 2 s: until then no signal came that it "
		    "could not block");
	expect_end(&trace, END_DEADLINE, SIGKILL);
	expected("the child is not killed before %u ms have passed%s", deadline,
		meanwhile);
	promise("No child is killed before its deadline");
	if (passed < (deadline - 1) * MS)
		got("it was killed after %lld ms at most", passed / MS + 1);
	if (ledger_is_seen())
		expect_no_stray_kill(strays);
	expected("the child is gone when fork_trace returns");
	promise("No zombie, no descriptor and no mapping is left behind");
	if (wait_for_any().error != ECHILD)
		got("nobody has waited for it after the kill: it is a zombie, or is about to be one");
	/* With a deadline of 1 ms the child may not even come to write its byte. */
	int written = *copy_of(base_of(s) + 1, 1) == 'c';
	expect_size("trace.changed", (size_t)written, trace.changed);
	expect_size("trace.first", (size_t)written, trace.first);
	fill_memory(base_of(s) + 1, 0, 1);
}
