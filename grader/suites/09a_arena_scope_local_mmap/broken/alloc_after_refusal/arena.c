/* Mistake: the offset is aligned in place before it is known that the block fits. */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

#define LINE 64

/* puts the arena in the "dead" state */
static void kill_arena(t_arena *arena)
{
	arena->base = NULL;
	arena->offset = 0;
	arena->capacity = 0;
}

static int fail_with(int code)
{
	errno = code;
	return -1;
}

static size_t align_up(size_t n)
{
	return (n + (ARENA_ALIGN - 1)) & ~(size_t)(ARENA_ALIGN - 1);
}

int arena_init(t_arena *arena, size_t size)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	int prot = PROT_READ | PROT_WRITE;
	void *memory;

	kill_arena(arena);
	if (!size)
		return fail_with(EINVAL);
	memory = mmap(NULL, size, prot, flags, -1, 0);
	if (memory == MAP_FAILED)
		return -1;
	arena->base = memory;
	arena->capacity = size;
	return 0;
}

void *arena_alloc(t_arena *arena, size_t size)
{
	size_t start;
	size_t left;

	if (arena->base == NULL || !size)
	{
		fail_with(EINVAL);
		return NULL;
	}
	/* mmap gives whole pages, so base is aligned and only the offset counts */
	arena->offset = align_up(arena->offset);
	start = arena->offset;
	left = start < arena->capacity ? arena->capacity - start : 0;
	if (size > left)
	{
		fail_with(ENOMEM);
		return NULL;
	}
	arena->offset = start + size;
	return (char *)arena->base + start;
}

static void dump_line(const unsigned char *bytes, size_t count, FILE *out)
{
	for (size_t i = 0; i < count; i++)
	{
		if (bytes[i] < ' ' || bytes[i] > '~')
			putc('.', out);
		else
			putc(bytes[i], out);
	}
	putc('\n', out);
}

void arena_dump(const t_arena *arena, FILE *out)
{
	const unsigned char *bytes = arena->base;
	size_t left = arena->offset;

	fprintf(out, "arena: %zu used / %zu total\n", arena->offset, arena->capacity);
	while (left > 0)
	{
		size_t now = left < LINE ? left : LINE;
		dump_line(bytes, now, out);
		bytes += now;
		left -= now;
	}
}

int arena_free(t_arena *arena)
{
	int result = 0;

	if (arena->base != NULL)
		result = munmap(arena->base, arena->capacity);
	if (result == 0)
		kill_arena(arena);
	return result;
}
