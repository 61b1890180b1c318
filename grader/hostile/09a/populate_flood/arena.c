/* Earns 0: maps memory with MAP_POPULATE, half a gigabyte at a time, until there is none, and then again. */
/* Told: the row ran out of CPU time | had more than 2048 MiB of memory | still waiting for something */
#include "arena.h"

#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	for (;;)
		mmap(NULL, 1 << 29, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}
