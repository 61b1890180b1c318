/* Earns 0: defines functions of the loop and of the C library: subject_serve, ledger_mmap, memcpy, _exit. */
/* Told: no field was written */
#include "arena.h"

#include <sys/mman.h>

unsigned long subject_serve(void)
{
	return 0;
}

void *ledger_mmap(void *address, size_t length, int protection, int flags, int descriptor, long offset)
{
	return mmap(address, length, protection, flags, descriptor, offset);
}

void *memcpy(void *to, const void *from, size_t size)
{
	(void)from;
	(void)size;
	return to;
}

void _exit(int status)
{
	(void)status;
	while (1)
		continue;
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}
