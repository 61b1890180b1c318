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
