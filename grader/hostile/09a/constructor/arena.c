/* Earns 0: a constructor runs before main and prints a perfect report. */
/* Told: destructor is not in this lesson's toolbox */
#include "arena.h"

static void __attribute__((constructor)) before(void)
{
	puts("100%: Checks: 37, Failures: 0, Errors: 0");
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}
