/* Earns 0: puts a function into .init_array by the section's name, without the attribute constructor. */
/* Told: destructor is not in this lesson's toolbox */
#include "arena.h"

static void before(void)
{
	puts("before main");
}

static void (*const g_before)(void) __attribute__((section(".init_array"), used)) = before;

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}
