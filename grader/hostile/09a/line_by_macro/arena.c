/* Earns 0: as line_of_passwd, with a file name that a macro gives. */
/* Told: claims by #line to be */
#include "arena.h"

#define WHERE "/etc/../etc/passwd"

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

#line 1 WHERE
int broken = ;
