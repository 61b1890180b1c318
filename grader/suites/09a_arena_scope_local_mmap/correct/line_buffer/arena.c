/* Different: a line is gathered in a buffer and written with fwrite; the other functions chatter on stderr and stdout. */
#include "arena.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>

#define DEBUG 1
#define WIDTH 64

/* Chatters on stderr, and leaves errno as it was. */
static void debug(const char *format, ...)
{
	int error = errno;
	va_list arguments;

	va_start(arguments, format);
	if (DEBUG)
		vfprintf(stderr, format, arguments);
	va_end(arguments);
	errno = error;
}

int arena_init(t_arena *a, size_t size)
{
	memset(a, 0, sizeof(t_arena));
	debug("[arena] init %zu\n", size);
	if (size < 1)
	{
		errno = EINVAL;
		perror("arena_init");
		errno = EINVAL;
		return -1;
	}
	a->base = mmap(NULL, size, PROT_WRITE | PROT_READ, MAP_PRIVATE | MAP_ANON, -1, 0);
	if (a->base == MAP_FAILED)
	{
		debug("[arena] no memory: %s\n", strerror(errno));
		a->base = NULL;
		return -1;
	}
	a->capacity = size;
	debug("[arena] base %p\n", a->base);
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	uintptr_t begin = (uintptr_t)a->base;
	uintptr_t end = begin + a->capacity;
	uintptr_t block = begin + a->offset;

	while (block % ARENA_ALIGN != 0)
		block++;
	if (begin == 0 || size == 0)
	{
		errno = EINVAL;
		debug("[arena] alloc %zu: invalid\n", size);
		return NULL;
	}
	if (block > end || size > end - block)
	{
		errno = ENOMEM;
		debug("[arena] alloc %zu: full\n", size);
		return NULL;
	}
	a->offset = block - begin + size;
	return (void *)block;
}

void arena_dump(const t_arena *a, FILE *out)
{
	char line[WIDTH + 1];
	size_t done = 0;

	fprintf(out, "arena: %zu used / %zu total\n", a->offset, a->capacity);
	while (done < a->offset)
	{
		size_t length = a->offset - done < WIDTH ? a->offset - done : WIDTH;
		memcpy(line, (char *)a->base + done, length);
		for (size_t i = 0; i < length; i++)
			if (line[i] < 32 || line[i] > 126)
				line[i] = '.';
		line[length] = '\n';
		fwrite(line, 1, length + 1, out);
		done += length;
	}
	fflush(out);
}

int arena_free(t_arena *a)
{
	printf("[arena] free %p: %zu of %zu were used\n", a->base, a->offset, a->capacity);
	if (a->base == NULL)
		return 0;
	if (munmap(a->base, a->capacity) == -1)
	{
		debug("[arena] munmap failed\n");
		return -1;
	}
	memset(a, 0, sizeof(t_arena));
	return 0;
}
