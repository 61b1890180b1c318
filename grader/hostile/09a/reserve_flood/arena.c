/* Earns 0: reserves all of the address space without asking for memory. */
/* Told: errno is ENOMEM */
#include "arena.h"

#include <errno.h>
#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	size_t step = (size_t)1 << 46;
	while (step > 4096)
		if (mmap(NULL, step, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED)
			step /= 2;
	errno = ENOMEM;
	return -1;
}
