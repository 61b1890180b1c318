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
