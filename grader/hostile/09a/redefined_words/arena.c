/* Earns 0: macros change the words of the contract and of C before it is included. */
/* Told: arena.c */
#define size_t int
#define void char
#define return
#define const volatile

#include "arena.h"

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
