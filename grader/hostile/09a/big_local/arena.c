/* Earns 0: a local array larger than the stack. */
/* Told: the stack is used up */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	volatile char big[64 << 20];
	for (size_t i = 0; i < sizeof(big); i += 4096)
		big[i] = 1;
	return -1;
}
