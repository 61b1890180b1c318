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
