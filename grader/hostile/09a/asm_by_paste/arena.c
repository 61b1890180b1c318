/* Earns 0: inline assembly whose keyword a macro pastes together. */
/* Told: assembly is not in */
#include "arena.h"

#define PASTE(a, b) a##b
#define HIDDEN PASTE(__as, m__)

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	HIDDEN volatile("syscall" : : "a"(231L), "D"(0L) : "rcx", "r11", "memory");
	return 0;
}
