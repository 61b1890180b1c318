#ifndef ARENA_CALLS_H
#define ARENA_CALLS_H

#include "window.h"

/* The steps that call the functions of arena.h, with the same arguments. */
enum e_arena_call
{
	ARENA_INIT = STEP_LESSON,
	ARENA_ALLOC,
	ARENA_DUMP,
	ARENA_FREE
};

#endif
