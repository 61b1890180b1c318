/* Earns 0: a #line climbs out of the folder of the system headers. */
/* Told: claims by #line to be */
#include "arena.h"

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

#line 1 "/usr/include/../../etc/passwd"
int broken = ;
