/* Earns 0: recursion without end. */
/* Told: the stack is used up */
#include "arena.h"

static int deeper(const volatile char *above)
{
	volatile char frame[4096];

	frame[0] = above[0];
	return deeper(frame) + frame[0];
}

int arena_init(t_arena *a, size_t size)
{
	const volatile char first[1] = {0};

	(void)a;
	(void)size;
	return deeper(first);
}
