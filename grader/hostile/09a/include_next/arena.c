/* Earns 0: looks for the solution by #include_next, which begins behind the own folder. */
/* Told: arena.c */
#include "arena.h"

#include_next <../../../../../../../../../etc/passwd>
#include_next "../../solutions/09a_arena_scope_local_mmap/arena.c"

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
