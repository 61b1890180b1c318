/* Earns 0: never returns from arena_init. */
/* Told: the row ran out of CPU time */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	while (1)
		continue;
}
