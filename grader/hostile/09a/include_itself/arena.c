/* Earns 0: a file that includes itself without end. */
/* Told: #include nested depth */
#include "arena.h"
#include "arena.c"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}
