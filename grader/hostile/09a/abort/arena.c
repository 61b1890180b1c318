/* Earns 0: calls abort. */
/* Told: abort was called */
#include "arena.h"

#include <stdlib.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	abort();
}
