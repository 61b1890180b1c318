/* Earns 0: prints without end. */
/* Told: more was printed than any row prints */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	while (1)
		printf("And another line, and another line, and another line, and another line\n");
}
