/* Earns 0: opens the solution while it runs, to print it. */
/* Told: is not in this lesson */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	FILE *in = fopen("../../solutions/09a_arena_scope_local_mmap/arena.c", "r");
	int c;
	while (in != NULL && (c = fgetc(in)) != EOF)
		putchar(c);
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
