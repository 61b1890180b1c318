/* Earns 0: a path that it promises never to take, and takes. */
/* Told: no field was written */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	if (size != 0)
		__builtin_unreachable();
	return 0;
}
