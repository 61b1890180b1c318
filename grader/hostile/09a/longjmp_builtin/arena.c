/* Earns 0: leaves a function by the longjmp of the compiler. */
/* Told: the row ran out of CPU time */
#include "arena.h"

static void *g_place[5];

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	if (__builtin_setjmp(g_place) == 0)
		__builtin_longjmp(g_place, 1);
	return 0;
}
