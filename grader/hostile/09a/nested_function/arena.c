/* Earns 0: the address of a nested function is code on the stack, which may not be executed. */
/* Told: where there is no code */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	int calls = 0;
	void count(void)
	{
		calls++;
	}
	void (*volatile counter)(void) = count;
	counter();
	return -calls;
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
