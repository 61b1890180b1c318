/* Earns 0: maps pages of zeros over the program. */
/* Told: signal 11 (SIGSEGV) */
#include "arena.h"

#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	void *page = mmap((void *)0x401000, 1 << 16, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	return page == MAP_FAILED ? -1 : 0;
}
