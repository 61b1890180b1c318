/* Different: base lies inside of a longer mapping: a forbidden page before it, and one close behind the last byte; MAP_POPULATE. */
#define _GNU_SOURCE
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 *	| fence page | slack, then the arena's bytes up to the fence | fence page |
 */

static size_t page(void)
{
	static size_t size;

	if (size == 0)
		size = (size_t)sysconf(_SC_PAGESIZE);
	return size;
}

static size_t up(size_t n, size_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static size_t whole(size_t size)
{
	return up(size, page()) + 2 * page();
}

static char *middle_of(char *map)
{
	return map + page();
}

/* Forbids both fences. */
static int put_fences(char *map, size_t length)
{
	if (mprotect(map, page(), PROT_NONE) == -1)
		return -1;
	return mprotect(map + length - page(), page(), PROT_NONE);
}

int arena_init(t_arena *a, size_t size)
{
	memset(a, 0, sizeof(*a));
	if (size == 0 || size > SIZE_MAX - 4 * page())
	{
		errno = size == 0 ? EINVAL : ENOMEM;
		return -1;
	}
	size_t length = whole(size);
	char *map = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (map == MAP_FAILED)
		return -1;
	if (put_fences(map, length) == -1)
	{
		int error = errno;
		munmap(map, length);
		errno = error;
		return -1;
	}
	a->capacity = size;
	a->base = middle_of(map) + up(size, page()) - up(size, ARENA_ALIGN);
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (size == 0 || a->capacity == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	size_t start = up(a->offset, ARENA_ALIGN);
	if (start >= a->capacity || a->capacity - start < size)
	{
		errno = ENOMEM;
		return NULL;
	}
	a->offset = start + size;
	return (char *)a->base + start;
}

void arena_dump(const t_arena *a, FILE *out)
{
	const char *bytes = a->base;

	flockfile(out);
	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	for (size_t i = 0; i < a->offset; i++)
	{
		putc_unlocked(bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '.', out);
		if ((i & 63) == 63)
			putc_unlocked('\n', out);
	}
	if ((a->offset & 63) != 0)
		putc_unlocked('\n', out);
	funlockfile(out);
}

int arena_free(t_arena *a)
{
	if (a->capacity == 0)
		return 0;
	char *map = (char *)((uintptr_t)a->base / page() * page() - page());
	if (munmap(map, whole(a->capacity)) == -1)
		return -1;
	memset(a, 0, sizeof(*a));
	return 0;
}
