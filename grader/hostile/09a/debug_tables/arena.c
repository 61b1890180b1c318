/* Earns 0: writes into the debugging information, which the grader reads. */
/* Told: arena.c */
#include "arena.h"

__attribute__((section(".debug_line"))) char g_lines[] = "\377\377\377\377\377\377\377\377 no lines";
__attribute__((section(".debug_info"))) char g_info[] = "\377\377\377\377 no information";

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
