/* Earns 0: makes a process that shares the memory of the row. */
/* Told: clone is not in this lesson */
#define _GNU_SOURCE
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
