/* Different: the dump prints by way of stdout, which is put back before it returns. */
#define _GNU_SOURCE
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	void *p;

	if (size == 0)
	{
		memset(a, 0, sizeof(*a));
		errno = EINVAL;
		return -1;
	}
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
	{
		memset(a, 0, sizeof(*a));
		return -1;
	}
	a->base = p;
	a->offset = 0;
	a->capacity = size;
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	size_t start;

	if (size == 0 || a->base == NULL)
	{
		errno = EINVAL;
		return NULL;
	}
	start = a->offset + (-((uintptr_t)a->base + a->offset) & (ARENA_ALIGN - 1));
	if (start > a->capacity || size > a->capacity - start)
	{
		errno = ENOMEM;
		return NULL;
	}
	a->offset = start + size;
	return (char *)a->base + start;
}

void arena_dump(const t_arena *a, FILE *out)
{
	const unsigned char *p = a->base;
	FILE *before = stdout;
	size_t i;

	stdout = out;
	printf("arena: %zu used / %zu total\n", a->offset, a->capacity);
	for (i = 0; i < a->offset; i++)
	{
		putchar(p[i] >= 32 && p[i] <= 126 ? p[i] : '.');
		if (i % 64 == 63 || i + 1 == a->offset)
			putchar('\n');
	}
	stdout = before;
}

int arena_free(t_arena *a)
{
	void *base = a->base;
	size_t len = a->capacity;

	if (base == NULL)
		return 0;
	memset(a, 0, sizeof(*a));
	return munmap(base, len);
}
