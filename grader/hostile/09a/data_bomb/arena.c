/* Earns 0: initialised data of many gigabytes, which the compiler would have to write out. */
/* Told: grew too large */
#include "arena.h"

char g_bomb[(size_t)8 << 30] = {1};

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
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
