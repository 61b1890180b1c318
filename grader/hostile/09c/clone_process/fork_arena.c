/* Earns 0: makes a process that shares the memory of the row. */
/* Told: clone is not in this lesson */
#include "fork_arena.h"

#include <sched.h>

static int do_nothing(void *data)
{
	(void)data;
	return 0;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	(void)a;
	(void)size;
	(void)policy;
	static char stack[65536];
	return clone(do_nothing, stack + sizeof(stack), 0, 0);
}

void *arena_alloc(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return NULL;
}

size_t arena_used(const t_arena *a)
{
	(void)a;
	return 0;
}

int arena_free(t_arena *a)
{
	(void)a;
	return 0;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	(void)a;
	(void)work;
	(void)data;
	(void)deadline;
	(void)trace;
	return 0;
}
