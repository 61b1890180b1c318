/* Rows of fork_trace: the wait for the child, and what is left behind. */

#define _GNU_SOURCE
#include "child.h"
#include "kit.h"
#include "mappings.h"
#include "moment.h"
#include "trace.h"
#include "waiting.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#define SIZE 4096
/* Milliseconds in which the caller comes to its wait and another process ends, as a rule.
 */
#define ENOUGH 40

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

/* That another child has ended says nothing of this one. */
static void expect_deadline_beside_a_zombie(void)
{
	t_subject s = live("b", SIZE, ARENA_SHARED);

	another_try();
	t_process *child = child_of_the_caller();
	t_trace trace = trace_stay(&s, 5);
	expect_end(&trace, END_DEADLINE, SIGKILL);
	expect_childs_end(child);
	freed(&s);
}

static int stay_while_another_ends(t_subject *s, void *data)
{
	const struct timespec until_it_waits = {0, ENOUGH / 4 * MS};
	t_process **other = data;

	(void)s;
	nanosleep(&until_it_waits, NULL);
	end_child(*other);
	*other = NULL;
	return CALLBACK_STAYS;
}

/* Returns 0 where the machine was so busy that the deadline came before the work. */
static int try_another_s_end(t_subject *s, unsigned deadline)
{
	another_try();
	t_process *child = child_begin();
	t_process *other = child;
	noted("fork(): a child of the caller, which exits while fork_trace waits");
	t_trace trace =
		traced_until(s, "stay_2_s", stay_while_another_ends, &other, deadline);
	expect_end(&trace, END_DEADLINE, SIGKILL);
	if (other != NULL)
		child_end(child);
	else
		expect_childs_end(child);
	return other == NULL;
}

/* Nor does the SIGCHLD of one that ends meanwhile. */
static void expect_deadline_though_another_ends(t_subject *s)
{
	for (unsigned deadline = ENOUGH; deadline <= 16 * ENOUGH; deadline *= 4)
		if (try_another_s_end(s, deadline))
			return;
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
	expect_deadline_beside_a_zombie();
	expect_deadline_though_another_ends(&s);
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
			"the kernel does not show which descriptors are open here");
	while (readdir(open) != NULL)
		count++;
	closedir(open);
	return count - 2; /* . and .. */
}

static void expect_nothing_left(size_t open)
{
	size_t now = descriptors();

	expect_no_zombie();
	expected("after this fork_trace %zu descriptors are open, as before", open);
	promise("No zombie, no descriptor and no mapping is left behind");
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
				got("%zu bytes are mapped: it has not given everything back",
					ledger_mapped());
		}
		freed(&s);
		expect_unmapped("arena_free");
	}
}
