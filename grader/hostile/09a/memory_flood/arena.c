/* Earns 0: maps memory and writes to all of it, until there is none. */
/* Told: the row ran out of CPU time | had more than 2048 MiB of memory | still waiting for something */
#include "arena.h"

#include <string.h>
#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	const size_t chunk = (size_t)64 << 20;

	(void)a;
	(void)size;
	while (1)
	{
		void *memory = mmap(NULL, chunk, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (memory == MAP_FAILED)
			return 0;
		memset(memory, 'x', chunk);
	}
}
