/* Earns 0: puts code into .init, which is run before main as part of _init. */
/* Told: destructor is not in this lesson's toolbox */
#include "arena.h"

void __attribute__((section(".init"), used)) before(void)
{
	puts("before main");
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}
