/* Mistake: an offset that is aligned already is padded by 16 more. */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

int arena_init(t_arena *a, size_t size)
{
	memset(a, 0, sizeof(*a));
	if (size == 0)
	{
		errno = EINVAL;
		return -1;
	}
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
	{
		return -1;
	}
	a->base = p;
	a->offset = 0;
	a->capacity = size;
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (a->base == NULL || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	uintptr_t here = (uintptr_t)a->base + a->offset;
	uintptr_t start = here - here % ARENA_ALIGN + (a->offset ? ARENA_ALIGN : 0);
	size_t from = start - (uintptr_t)a->base;
	if (from > a->capacity || size > a->capacity - from)
	{
		errno = ENOMEM;
		return NULL;
	}
	a->offset = from + size;
	return (void *)start;
}

void arena_dump(const t_arena *a, FILE *out)
{
	const unsigned char *p = a->base;
	size_t i = 0;

	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	while (i < a->offset)
	{
		fputc(p[i] >= 32 && p[i] <= 126 ? p[i] : '.', out);
		i++;
		if (i % 64 == 0 || i == a->offset)
		{
			fputc('\n', out);
		}
	}
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
	{
		return 0;
	}
	if (munmap(a->base, a->capacity) != 0)
	{
		return -1;
	}
	memset(a, 0, sizeof(*a));
	return 0;
}
