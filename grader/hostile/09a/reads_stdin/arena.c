/* Earns 0: reads what it may have inherited as its standard input. */
/* Told: arena.c */
#include "arena.h"

#include <stdio.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	char line[64];
	return fgets(line, sizeof(line), stdin) == NULL ? -1 : 0;
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
