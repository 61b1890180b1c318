#include "child.h"

#include "call.h"
#include "give_up.h"
#include "row.h"
#include "trace.h"
#include "turn.h"

#include <errno.h>
#include <sys/syscall.h>

t_process *child_begin(void)
{
	uint32_t window = window_new();

	g_process->unwatched = SYS_clone;
	t_answer answer = CALL(STEP_FORK, window);
	g_process->unwatched = -1;
	errno = answer.error;
	if ((int)answer.value == -1)
		give_up("fork");
	t_process *child = turn_meet(window);
	if (child == NULL)
		complain_of_end(g_process);
	/* Who greets is told by the kernel, and so is whose child it is. */
	if (g_is_traced && child->parent != g_process)
		got("another process took the place of the child");
	return child;
}

/* The parent waits for a child that has ended. */
static int reap(t_process *child)
{
	t_address status = g_stage.start + g_stage.size - sizeof(int);
	int wait_status = 0;

	if (row_is_watched())
		CALL(STEP_UNDEFINED, status, sizeof(int));
	CALL_KERNEL(SYS_wait4, (uint64_t)child->own_pid, status, 0, 0);
	child->is_gone = 1;
	CALL(STEP_READ, status, sizeof(int));
	__builtin_memcpy(&wait_status, g_process->window->bytes, sizeof(wait_status));
	return wait_status;
}

void child_end(t_process *child)
{
	trace_kill(child);
	reap(child);
}

int child_status(t_process *child)
{
	while (!child->has_ended)
		if (turn_wait(child, 0) == TURN_LATE)
			complain_of_end(child);
		else if (child->is_struck)
			trace_strike(child);
	int status = reap(child);
	return g_is_traced ? child->status : status;
}

void in_child(void (*work)(void *data), void *data)
{
	t_process *parent = g_process;

	tried("fork()");
	t_process *child = child_begin();
	answered(0, "the child goes on");
	int before = row_in_child(1);
	g_process = child;
	work(data);
	g_process = parent;
	row_in_child(before);
	child_end(child);
}
