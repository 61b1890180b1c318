/* Mistake: whether the block fits is asked before the padding is added. */
#define _DEFAULT_SOURCE
#include <sys/mman.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "arena.h"

static bool is_dead(const t_arena *a)
{
	return a->base == NULL;
}

int	arena_init(t_arena *a, size_t size)
{
	*a = (t_arena){0};
	if (size == 0)
		return (errno = EINVAL, -1);
	a->base = mmap(0, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
	if (a->base == MAP_FAILED)
	{
		a->base = NULL;
		return (-1);
	}
	a->capacity = size;
	return (0);
}

void	*arena_alloc(t_arena *a, size_t size)
{
	char	*block;
	size_t	rest;
	size_t	pad;

	if (is_dead(a) || size == 0)
		return (errno = EINVAL, NULL);
	block = (char *)a->base + a->offset;
	rest = (uintptr_t)block % ARENA_ALIGN;
	pad = rest ? ARENA_ALIGN - rest : 0;
	if (size > a->capacity - a->offset)
		return (errno = ENOMEM, NULL);
	a->offset += pad + size;
	return (block + pad);
}

void	arena_dump(const t_arena *a, FILE *out)
{
	const unsigned char	*c;
	const unsigned char	*end;
	int	column;

	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	c = a->base;
	end = c + a->offset;
	column = 0;
	while (c != end)
	{
		fputc(*c >= 32 && *c < 127 ? *c : '.', out);
		c++;
		column++;
		if (column == 64)
		{
			fputc('\n', out);
			column = 0;
		}
	}
	if (column > 0)
		fputc('\n', out);
}

int	arena_free(t_arena *a)
{
	if (is_dead(a))
		return (0);
	if (munmap(a->base, a->capacity) < 0)
		return (-1);
	*a = (t_arena){0};
	return (0);
}
