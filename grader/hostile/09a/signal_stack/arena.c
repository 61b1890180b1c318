/* Earns 0: divides by zero, breaks the stack first, so that the handler has nothing to walk. */
/* Told: signal 8 (SIGFPE) */
#include "arena.h"

#include <stdint.h>

register uintptr_t g_stack __asm__("rsp");

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	g_stack = 8;
	return (int)(1 / (size - size));
}
