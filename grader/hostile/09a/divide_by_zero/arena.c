/* Earns 0: divides by zero, and the least number by -1. */
/* Told: a division by zero perhaps */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	volatile int zero = 0;
	return (-2147483647 - 1) / (zero - 1) + 1 / zero;
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
