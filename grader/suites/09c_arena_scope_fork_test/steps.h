#ifndef FORK_ARENA_CALLS_H
#define FORK_ARENA_CALLS_H

#include "window.h"

/* The steps that call the functions of fork_arena.h, with the same arguments; those of
 * fork_trace: (arena, data, deadline, trace). */
enum e_fork_arena_call
{
	ARENA_INIT = STEP_LESSON,
	ARENA_ALLOC,
	ARENA_USED,
	ARENA_FREE,
	FORK_TRACE
};

#endif
