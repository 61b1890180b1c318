/* Earns 0: maps pages until there is no more room for a mapping. */
/* Told: the row ran out of CPU time | errno is ENOMEM */
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
