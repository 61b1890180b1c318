/* Earns 0: the name of a section carries escape codes. */
/* Told: assembly is not in */
#include "arena.h"

__attribute__((section(".[2Jdata"))) int g_section = 1;

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
