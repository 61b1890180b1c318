/* Different: nothing loops: the padding, each line and each byte of it call themselves; whole structs are passed and returned. */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

typedef struct s_gift
{
	t_arena after;
	void *block;
	int error;
} t_gift;

static size_t aligned_from(uintptr_t address, size_t offset)
{
	return (address + offset) % ARENA_ALIGN == 0 ? offset : aligned_from(address, offset + 1);
}

static t_gift refused(t_arena a, int error)
{
	t_gift gift = {a, NULL, error};

	return gift;
}

/* What becomes of an arena that is asked for `size` bytes; the caller's is not touched. */
static t_gift gift_of(t_arena a, size_t size)
{
	if (a.capacity == 0 || size == 0)
		return refused(a, EINVAL);
	size_t start = aligned_from((uintptr_t)a.base, a.offset);
	if (size > a.capacity || start > a.capacity - size)
		return refused(a, ENOMEM);
	return (t_gift){{a.base, start + size, a.capacity}, &((char *)a.base)[start], 0};
}

static t_arena mapped(size_t size)
{
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return base == MAP_FAILED ? (t_arena){NULL, 0, 0} : (t_arena){base, 0, size};
}

/* mmap says itself what it thinks of size 0: EINVAL. */
int arena_init(t_arena *a, size_t size)
{
	*a = mapped(size);
	return a->base == NULL ? -1 : 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	t_gift gift = gift_of(*a, size);

	*a = gift.after;
	if (gift.error != 0)
		errno = gift.error;
	return gift.block;
}

static void dump_bytes(const unsigned char *bytes, size_t count, FILE *out)
{
	if (count == 0)
		return;
	fprintf(out, "%c", *bytes < ' ' || *bytes > '~' ? '.' : *bytes);
	dump_bytes(bytes + 1, count - 1, out);
}

/* The lines of the first half, then those of the second: so it is never called deep within itself. */
static void dump_lines(const unsigned char *bytes, size_t count, FILE *out)
{
	if (count > 64)
	{
		size_t half = (count / 2 + 63) / 64 * 64;
		dump_lines(bytes, half, out);
		dump_lines(bytes + half, count - half, out);
	}
	else if (count > 0)
	{
		dump_bytes(bytes, count, out);
		fprintf(out, "%s", "\n");
	}
}

void arena_dump(const t_arena *a, FILE *out)
{
	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	dump_lines(a->base, a->offset, out);
}

int arena_free(t_arena *a)
{
	int status = a->capacity == 0 ? 0 : munmap(a->base, a->capacity);

	*a = status == 0 ? (t_arena){NULL, 0, 0} : *a;
	return status;
}
