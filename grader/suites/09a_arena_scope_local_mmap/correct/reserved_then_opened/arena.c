/* Different: the address range is reserved with PROT_NONE and opened by mprotect; the struct is written only at the end. */
#include "arena.h"

#include <assert.h>
#include <errno.h>
#include <sys/mman.h>

_Static_assert((ARENA_ALIGN & (ARENA_ALIGN - 1)) == 0, "the mask needs a power of two");

#define MASK ((size_t)ARENA_ALIGN - 1)

enum e_state
{
	DEAD,
	LIVE
};

static enum e_state state(const t_arena *a)
{
	return a->base ? LIVE : DEAD;
}

static void *open_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, 0, 0);

	if (memory == MAP_FAILED)
		return NULL;
	if (mprotect(memory, size, PROT_READ | PROT_WRITE) == 0)
		return memory;
	int error = errno;
	munmap(memory, size);
	errno = error;
	return NULL;
}

int arena_init(t_arena *a, size_t size)
{
	void *memory = NULL;

	if (size == 0)
		errno = EINVAL;
	else
		memory = open_memory(size);
	*a = (t_arena){.base = memory, .capacity = memory ? size : 0};
	return memory ? 0 : -1;
}

void *arena_alloc(t_arena *a, size_t size)
{
	switch (state(a))
	{
	case DEAD:
		errno = EINVAL;
		return NULL;
	case LIVE:
		break;
	}
	size_t start = (a->offset + MASK) & ~MASK;
	/* size - 1 turns 0 into the largest number, so one comparison refuses both. */
	if (start >= a->capacity || size - 1 >= a->capacity - start)
	{
		errno = size == 0 ? EINVAL : ENOMEM;
		return NULL;
	}
	a->offset = start + size;
	return (char *)a->base + start;
}

void arena_dump(const t_arena *a, FILE *out)
{
	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	for (size_t line = 0; line < a->offset; line += 64)
	{
		for (size_t at = line; at < a->offset && at < line + 64; at++)
		{
			int c = ((const unsigned char *)a->base)[at];
			fprintf(out, "%c", (unsigned)c - 32 < 95 ? c : '.');
		}
		fprintf(out, "\n");
	}
}

int arena_free(t_arena *a)
{
	switch (state(a))
	{
	case LIVE:
		if (munmap(a->base, a->capacity))
			return -1;
		/* fall through */
	case DEAD:
		*a = (t_arena){.base = NULL};
	}
	return 0;
}
