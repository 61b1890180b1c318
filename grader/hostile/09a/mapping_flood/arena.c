/* Earns 0: maps pages until there is no more room for a mapping. */
/* Told: errno is ENOMEM */
#include "arena.h"

#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	while (mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
		continue;
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
