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
	return -1;
}
