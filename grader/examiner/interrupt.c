#include "interrupt.h"

#include "call.h"
#include "row.h"
#include "trace.h"
#include "turn.h"

static void begin(const t_interrupted *call)
{
	t_process *before = g_process;

	g_process = call->process;
	batch_add(call->step, call->arguments);
	call->process->window->traps = 1;
	batch_begin(call->process, 0, 0);
	g_process = before;
	if (!trace_wait_for_trap(call->process))
		complain_of_end(call->process);
}

static void end(t_interrupted *call)
{
	t_step step;

	trace_go_on(call->process);
	batch_end(call->process, &step, 1);
	call->process->window->traps = 0;
	call->process->stepping = STEPPING_NOT;
	call->value = step.value;
	call->error = step.error;
}

/* Returns whether it is still in its call after so many instructions. */
static int begin_and_step(const t_interrupted *call, size_t at)
{
	begin(call);
	int is_in_call = trace_step(call->process, at) == at;
	if (!is_in_call && !call->process->is_held)
		complain_of_end(call->process);
	return is_in_call;
}

int interrupted_call(
	t_interrupted *call, size_t at, void (*between)(void *data), void *data)
{
	int is_in_call = begin_and_step(call, at);

	if (is_in_call)
		between(data);
	end(call);
	return is_in_call;
}

int killed_in_call(t_interrupted *call, size_t at)
{
	int is_in_call = begin_and_step(call, at);

	if (is_in_call)
		trace_kill(call->process);
	else
		end(call);
	return is_in_call;
}
