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
