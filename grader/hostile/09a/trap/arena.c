/* Earns 0: an instruction that no processor knows. */
/* Told: signal 4 (SIGILL) */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	__builtin_trap();
}
