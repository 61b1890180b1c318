/* Earns 0: the resolver of an indirect function runs while the program is loaded. */
/* Told: is an indirect function (ifunc) */
#include "arena.h"

static int nothing(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}

static void *resolve(void)
{
	puts("loaded");
	return nothing;
}

int arena_init(t_arena *a, size_t size) __attribute__((ifunc("resolve")));

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
