/* Right: The base lies as far back in its last page as alignment to 16 allows (an
 * electric fence); arena_free rounds base down to the page where the mapping begins. */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define LINE 64

int arena_init(t_arena *a, size_t size)
{
	void *p;

	a->base = NULL;
	a->offset = 0;
	a->capacity = 0;
	if (size == 0)
	{
		errno = EINVAL;
		return -1;
	}
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return -1;
	a->base = (char *)p + (-size & 4095 & ~(size_t)(ARENA_ALIGN - 1));
	a->capacity = size;
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	size_t pad;
	size_t room;
	char *block;

	if (size == 0 || a->capacity == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	pad = -((uintptr_t)a->base + a->offset) & (ARENA_ALIGN - 1);
	room = a->capacity - a->offset;
	if (pad > room || size > room - pad)
	{
		errno = ENOMEM;
		return NULL;
	}
	block = (char *)a->base + a->offset + pad;
	a->offset += pad + size;
	return block;
}

static char shown(unsigned char c)
{
	return c >= 32 && c <= 126 ? (char)c : '.';
}

void arena_dump(const t_arena *a, FILE *out)
{
	const unsigned char *p = a->base;
	char line[LINE + 1];
	size_t i = 0;
	size_t n;
	size_t k;

	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	while (i < a->offset)
	{
		n = a->offset - i < LINE ? a->offset - i : LINE;
		for (k = 0; k < n; k++)
			line[k] = shown(p[i + k]);
		line[n] = '\n';
		fwrite(line, 1, n + 1, out);
		i += n;
	}
}

int arena_free(t_arena *a)
{
	int result = 0;

	if (a->capacity != 0)
		result = munmap((char *)a->base - ((uintptr_t)a->base & 4095),
			a->capacity + ((uintptr_t)a->base & 4095));
	a->base = NULL;
	a->offset = 0;
	a->capacity = 0;
	return result;
}
