/* Earns 0: the name of a file that is not there carries escape codes. */
/* Told: arena.c does not compile */
/* Told: \x1b]52;c; */
#include "arena.h"

#include "]52;c;cm0gLXJmIC8=.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return -1;
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
	return -1;
}
