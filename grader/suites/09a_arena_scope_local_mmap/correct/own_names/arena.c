/* Different: the helpers have external linkage and the names of others: of libc, of the tests, of Check. */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

int fail(int error);
int visible(int c);
size_t room(const t_arena *a);
size_t page_size(void);
void got(t_arena *a);
void expected(FILE *out, const unsigned char *bytes, size_t count);
size_t mark_point(const t_arena *a);
int ledger_munmap(t_arena *a);

/* Counters with names that the tests use too. */
int g_rows;
size_t live;

int fail(int error)
{
	errno = error;
	return -1;
}

int visible(int c)
{
	return c < 32 || c > 126 ? '.' : c;
}

/* My own, of the same name as the one of string.h. */
size_t strnlen(const char *text, size_t most)
{
	size_t n = 0;

	while (n < most && text[n] != '\0')
		n++;
	return n;
}

/* Where the next block begins. */
size_t mark_point(const t_arena *a)
{
	return a->offset + (ARENA_ALIGN - ((uintptr_t)a->base + a->offset) % ARENA_ALIGN) % ARENA_ALIGN;
}

size_t room(const t_arena *a)
{
	return mark_point(a) > a->capacity ? 0 : a->capacity - mark_point(a);
}

void got(t_arena *a)
{
	a->base = NULL;
	a->offset = 0;
	a->capacity = 0;
}

int arena_init(t_arena *a, size_t size)
{
	got(a);
	if (size == 0)
		return fail(EINVAL);
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return fail(errno);
	live++;
	*a = (t_arena){base, 0, size};
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (a->base == NULL || size == 0)
		return fail(EINVAL), NULL;
	if (size > room(a))
		return fail(ENOMEM), NULL;
	size_t start = mark_point(a);
	a->offset = start + size;
	return (char *)a->base + start;
}

void expected(FILE *out, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fputc(visible(bytes[i]), out);
	fputc('\n', out);
}

void arena_dump(const t_arena *a, FILE *out)
{
	size_t at = 0;

	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	for (; a->offset - at > 64; at += 64)
		expected(out, (unsigned char *)a->base + at, 64);
	if (at != a->offset)
		expected(out, (unsigned char *)a->base + at, a->offset - at);
	g_rows++;
}

int ledger_munmap(t_arena *a)
{
	return munmap(a->base, a->capacity);
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
		return 0;
	if (ledger_munmap(a) == -1)
		return fail(errno);
	live--;
	got(a);
	return 0;
}
