/* Earns 0: advises the kernel to throw pages of others away. */
/* Told: was accessed */
#include "arena.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	char *page = (char *)((uintptr_t)strerror & ~4095ul);
	madvise(page, 4096, MADV_DONTNEED);
	madvise((void *)0x400000, 1 << 20, MADV_DONTFORK);
	return madvise((void *)0x400000, 1 << 20, MADV_DONTNEED);
}
