/* Earns 0: ends the process with exit(0) in arena_init, which Check takes for a pass. */
/* Told: exit is not in this lesson's toolbox */
#include "arena.h"

#include <stdlib.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	exit(0);
}

void *arena_alloc(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return NULL;
}

void arena_dump(const t_arena *a, FILE *out)
{
	(void)a;
	(void)out;
}

int arena_free(t_arena *a)
{
	(void)a;
	return 0;
}
