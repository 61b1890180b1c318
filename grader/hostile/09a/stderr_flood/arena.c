/* Earns 0: prints to the standard error, without a buffer and without end. */
/* Told: the row ran out of CPU time | more was printed than any row prints */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	while (1)
		fputc('x', stderr);
}
