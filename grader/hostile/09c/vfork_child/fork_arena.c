/* Earns 0: makes a child by vfork that returns into the frame of its parent. */
/* Told: vfork is not in this lesson */
#include "fork_arena.h"

#include <unistd.h>

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	(void)a;
	(void)size;
	(void)policy;
	if (vfork() == 0)
		return 0;
	return 0;
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
