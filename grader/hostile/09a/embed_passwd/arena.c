/* Earns 0: takes a file into the object by #embed, which newer compilers know. */
/* Told: arena.c */
#include "arena.h"

static const unsigned char g_bytes[] = {
#embed "/etc/passwd"
};

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
	fwrite(g_bytes, 1, sizeof(g_bytes), out);
}

int arena_free(t_arena *a)
{
	(void)a;
	return -1;
}
