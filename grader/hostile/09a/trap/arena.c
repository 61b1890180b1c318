/* Earns 0: an instruction that no processor knows. */
/* Told: signal 4 (SIGILL) */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	__builtin_trap();
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
