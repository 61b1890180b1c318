#define _GNU_SOURCE
#include "call.h"

#include "ledger.h"
#include "order.h"
#include "row.h"
#include "turn.h"

#include <string.h>

/* The calls of the contract that the row has made so far. */
static size_t g_made;

size_t calls_made(void)
{
	return g_made;
}

void calls_clear(void)
{
	g_made = 0;
}

static void write_step(
	t_window *window, size_t index, uint32_t call, const uint64_t *arguments)
{
	t_step *step = &window->steps[index];

	step->call = call;
	memcpy(step->arguments, arguments, sizeof(step->arguments));
	g_made += call >= STEP_LESSON;
	/* For a debugger, which stops at the call that goes wrong. */
	window->pauses |= call >= STEP_LESSON && g_made == g_order.pause_at;
}

static void begin(t_process *process, t_address object, size_t words)
{
	t_window *window = process->window;

	window->object = object;
	window->words = (uint32_t)words;
	window->pauses = 0;
}

static void come_back(t_process *process)
{
	if (turn_wait(process, 0) != TURN_CAME)
		complain_of_end(process);
	/* The subject stands still, and has room again for what it tells. */
	if (!g_is_traced)
		ledger_read_events();
	if (turn_answer(process) == ANSWER_RETURNED)
		return;
	expected("the call returns");
	got("it called a function that it was not given");
}

t_answer call_with(uint32_t step, const uint64_t *arguments)
{
	t_window *window = g_process->window;

	begin(g_process, 0, 0);
	write_step(window, 0, step, arguments);
	turn_pass(g_process, 1);
	come_back(g_process);
	return (t_answer){window->steps[0].value, window->steps[0].error};
}

t_answer call_kernel(const uint64_t *arguments)
{
	t_process *process = g_process;

	process->unwatched = (long)arguments[0];
	t_answer answer = call_with(STEP_SYSCALL, arguments);
	process->unwatched = -1;
	return answer;
}

static size_t g_added;

void batch_add(uint32_t step, const uint64_t *arguments)
{
	if (g_added < WINDOW_STEPS)
		write_step(g_process->window, g_added++, step, arguments);
}

void batch_begin(t_process *process, t_address object, size_t words)
{
	begin(process, object, words);
	turn_pass(process, (uint32_t)g_added);
	g_added = 0;
}

const t_step *batch_end(t_process *process, t_step *copies, size_t room)
{
	come_back(process);
	memcpy(copies, process->window->steps, room * sizeof(*copies));
	return copies;
}

const t_step *batch_run(t_address object, size_t words)
{
	static t_step copies[WINDOW_STEPS];
	size_t count = g_added;

	batch_begin(g_process, object, words);
	return batch_end(g_process, copies, count);
}
