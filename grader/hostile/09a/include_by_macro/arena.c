/* Earns 0: includes the environment of the compiler, by a name that macros put together. */
/* Told: arena.c */
#include "arena.h"

#define FOLDER /proc/self
#define TEXT(x) #x
#define FILE_OF(x) TEXT(x/environ)
#include FILE_OF(FOLDER)

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
