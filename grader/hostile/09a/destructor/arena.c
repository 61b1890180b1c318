/* Earns 0: a destructor calls _exit(0) behind main, so that a failed run returns 0. */
/* Told: destructor is not in this lesson's toolbox */
#include "arena.h"

#include <unistd.h>

static void __attribute__((destructor)) behind(void)
{
	_exit(0);
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return NULL;
}

void arena_dump(const t_arena *a, FILE *out)
{
	(void)a;
	(void)out;
}

int arena_free(t_arena *a)
{
	(void)a;
	return 0;
}
