/* Earns 0: includes what the compiler has as its standard input. */
/* Told: arena.c */
#include "arena.h"

#include "/proc/self/fd/0"
#include "/dev/stdin"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return -1;
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
