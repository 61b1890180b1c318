/* Earns 0: names in which the direction of the text changes, in a function that breaks down. */
/* Told: \xe2\x80\xae */
/* Told: address 0x1 was accessed */
#include "arena.h"

static __attribute__((noinline)) void a‮b‬c(volatile char *at)
{
	*at = 1;
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	a‮b‬c((char *)1);
	return -1;
}
