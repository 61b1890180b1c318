/* Earns 0: moves its own page over the program. */
/* Told: signal 11 (SIGSEGV) */
#define _GNU_SOURCE
#include "arena.h"

#include <stdint.h>
#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	page = mremap(page, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)((uintptr_t)arena_init & ~4095ul));
	return page == MAP_FAILED ? -1 : 0;
}
