/* Different: sums of 128 bits, which cannot wrap; a table says what each byte is printed as; madvise after mmap. */
#define _GNU_SOURCE
#include "arena.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>

typedef unsigned __int128 t_wide;

#define ROW "................"

/* What byte n is printed as stands at n. */
static const char g_shown[256 + 1] =
	ROW ROW
	" !\"#$%&'()*+,-./0123456789:;<=>?"
	"@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"
	"`abcdefghijklmnopqrstuvwxyz{|}~."
	ROW ROW ROW ROW ROW ROW ROW ROW;

typedef union u_arena
{
	t_arena named;
	unsigned char bytes[sizeof(t_arena)];
} t_any_arena;

static void clear(t_arena *a)
{
	const t_any_arena zero = {.bytes = {0}};

	memcpy(a, &zero, sizeof(zero));
}

static int outcome(int error)
{
	return error == 0 ? 0 : (errno = error, -1);
}

int arena_init(t_arena *const a, const size_t size)
{
	clear(a);
	if (size == 0)
		return outcome(EINVAL);
	void *const base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return outcome(errno);
	/* Advice and no more: what comes of it does not matter. */
	(void)madvise(base, size, MADV_NOHUGEPAGE);
	memcpy(&a->base, &base, sizeof(base));
	a->capacity = size;
	return outcome(0);
}

/* Where the next block begins, as an address. */
static t_wide next_block(const t_arena *a)
{
	const t_wide at = (t_wide)(uintptr_t)a->base + a->offset;

	return at + (ARENA_ALIGN - at % ARENA_ALIGN) % ARENA_ALIGN;
}

void *arena_alloc(t_arena *const a, const size_t size)
{
	const t_wide begin = next_block(a);
	const t_wide end = begin + size;
	const t_wide limit = (t_wide)(uintptr_t)a->base + a->capacity;

	if (limit == 0 || begin == end)
		errno = EINVAL;
	else if (end > limit)
		errno = ENOMEM;
	else
	{
		a->offset = (size_t)(end - (uintptr_t)a->base);
		return (void *)(uintptr_t)begin;
	}
	return NULL;
}

void arena_dump(const t_arena *const a, FILE *const out)
{
	enum { WIDTH = 1 << 6 };

	fprintf(out, "arena: %" PRIuMAX " used / %" PRIuMAX " total\n", (uintmax_t)a->offset,
		(uintmax_t)a->capacity);
	for (size_t from = 0, to; from < a->offset; from = to)
	{
		char line[WIDTH];
		to = from + WIDTH < a->offset ? from + WIDTH : a->offset;
		for (size_t i = from; i < to; i++)
			line[i - from] = g_shown[((const uint8_t *)a->base)[i]];
		fprintf(out, "%.*s\n", (int)(to - from), line);
	}
}

int arena_free(t_arena *const a)
{
	if (a->base != NULL && munmap(a->base, a->capacity) == -1)
		return outcome(errno);
	clear(a);
	return outcome(0);
}
