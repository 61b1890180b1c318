/* Earns 100: a right answer with tens of thousands of warnings. */
/* Told: What gcc says */
/* Told: bytes more */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

#define W(n) static int unused_##n##a, unused_##n##b, unused_##n##c, unused_##n##d, unused_##n##e;
#define W1(n) W(n##0) W(n##1) W(n##2) W(n##3) W(n##4)
#define W2(n) W1(n##0) W1(n##1) W1(n##2) W1(n##3) W1(n##4)
#define W3(n) W2(n##0) W2(n##1) W2(n##2) W2(n##3) W2(n##4)
W3(1) W3(2)

int arena_init(t_arena *a, size_t size)
{
	*a = (t_arena){0};
	if (size == 0)
	{
		errno = EINVAL;
		return -1;
	}
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return -1;
	*a = (t_arena){base, 0, size};
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	size_t pad = -((uintptr_t)a->base + a->offset) % ARENA_ALIGN;
	size_t room = a->capacity - a->offset;

	if (a->base == NULL || size == 0 || pad > room || size > room - pad)
	{
		errno = a->base == NULL || size == 0 ? EINVAL : ENOMEM;
		return NULL;
	}
	a->offset += pad + size;
	return (char *)a->base + a->offset - size;
}

void arena_dump(const t_arena *a, FILE *out)
{
	const unsigned char *bytes = a->base;

	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	for (size_t i = 0; i < a->offset; i++)
	{
		fputc(bytes[i] >= 32 && bytes[i] <= 126 ? bytes[i] : '.', out);
		if (i % 64 == 63 || i + 1 == a->offset)
			fputc('\n', out);
	}
}

int arena_free(t_arena *a)
{
	if (a->base != NULL && munmap(a->base, a->capacity) == -1)
		return -1;
	*a = (t_arena){0};
	return 0;
}
