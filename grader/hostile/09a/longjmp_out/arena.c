/* Earns 0: leaves a function by longjmp, into a frame that is gone. */
/* Told: setjmp */
/* Told: is not in this lesson */
#include "arena.h"

#include <setjmp.h>

static jmp_buf g_place;

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	if (setjmp(g_place) == 0)
		longjmp(g_place, 1);
	return 0;
}
