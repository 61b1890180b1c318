#include "callback.h"

#include "row.h"
#include "row_limits.h"
#include "trace.h"
#include "turn.h"

#include <signal.h>
#include <time.h>

/* Waits of a millisecond, or less where signals come, for which a process stays in its
 * callback: longer, the busier the machine is. */
#define STAY 2000
/* Waits of a millisecond for which the caller is held: its child may wait for it. */
#define HELD 50
/* Who is called back so often will be called back for ever. */
#define MOST_RUNS 100
/* Often enough to find a sleep of a millisecond on a busy machine too. */
#define SIGNAL_US 50

int callback_leave(int value)
{
	t_process *process = g_process;

	BATCH(STEP_RETURN, (uint64_t)value);
	process->callback = CALLBACK_OVER;
	batch_begin(process, 0, 0);
	return CALLBACK_LEAVES;
}

static void return_value(t_process *process, int value)
{
	t_process *caller = g_process;

	g_process = process;
	callback_leave(value);
	g_process = caller;
}

static void run_work(t_callback *callback, t_process *process)
{
	t_process *caller = g_process;
	uint64_t entered[3];

	__builtin_memcpy(entered, process->window->entered, sizeof(entered));
	callback->runs++;
	callback->process = process;
	process->callback = CALLBACK_RUNS;
	int before = row_in_child(1);
	g_process = process;
	int value = callback->work(entered, callback->data);
	g_process = caller;
	row_in_child(before);
	trace_release(caller);
	if (value == CALLBACK_STAYS)
		callback->left = STAY;
	else if (value != CALLBACK_LEAVES)
		return_value(process, value);
}

/* A process that the call has forked has something to say. */
static void look_at(t_callback *callback, t_process *process)
{
	if (process->is_struck)
	{
		row_in_child(1);
		complain_of_end(process);
	}
	switch (turn_answer(process))
	{
	case ANSWER_CALLBACK:
		if (callback->runs < MOST_RUNS)
			run_work(callback, process);
		else
			process->callback = CALLBACK_RUNS;
		break;
	case ANSWER_AT_EXIT:
		callback->has_exited = 1;
		return_value(process, 0);
		break;
	default:
		callback->is_astray = 1;
	}
}

/* Sends it, and waits a little. A timer of the caller's own would not do: where each stop
 * for the tracer takes longer than its period, no fork would ever succeed. */
static void send_signal(int signal)
{
	const struct timespec moment = {0, SIGNAL_US * 1000};

	if (!g_process->has_ended)
		kill(g_process->pid, signal);
	nanosleep(&moment, NULL);
}

/* Waits for the caller's answer, or for a process that the call has forked. */
static t_turn_end wait(t_callback *callback, t_process **greeted)
{
	while (1)
	{
		int signal = callback->runs == 0 ? 0 : callback->signal;
		int is_held = g_process->fork != FORK_GOES_ON;
		int is_short = signal != 0 || callback->left != 0 || is_held;
		long until = is_short ? now_ms() + (signal == 0) : 0;
		t_turn_end end = turn_wait_for_callback(g_process, greeted, until);
		if (end != TURN_LATE || !is_short || limits_are_passed())
			return end;
		if (signal != 0)
			send_signal(signal);
		if (is_held && ++callback->held == HELD)
			trace_release(g_process);
		if (callback->left != 0 && --callback->left == 0)
			return_value(callback->process, STAYED);
	}
}

/* The caller has answered. Returns whether its call is over. */
static int is_over(t_callback *callback)
{
	switch (turn_answer(g_process))
	{
	case ANSWER_CALLBACK:
		callback->is_own = 1;
		return 1;
	case ANSWER_AT_EXIT:
		/* It is about to end. */
		return_value(g_process, 0);
		return 0;
	default:
		return 1;
	}
}

t_answer callback_run(t_callback *callback, uint32_t step, const uint64_t *arguments)
{
	t_process *process;

	batch_add(step, arguments);
	g_process->fork = callback->holds && g_is_traced ? FORK_HOLDS : FORK_GOES_ON;
	batch_begin(g_process, 0, 0);
	while (!callback->is_astray)
	{
		t_turn_end end = wait(callback, &process);
		if (end == TURN_GREETED)
			look_at(callback, process);
		else if (end != TURN_CAME)
			complain_of_end(g_process);
		else if (is_over(callback))
			break;
	}
	process = turn_straggler(g_process);
	if (process != NULL)
		look_at(callback, process);
	const t_step *made = &g_process->window->steps[0];
	return (t_answer){made->value, made->error};
}
