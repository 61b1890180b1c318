/*
 * What a block costs. blocks: says what is measured, a line for each case. blocks CASE
 * GIVER BLOCKS: asks this giver for so many blocks, and prints how many nanoseconds that
 * took. Run it with: make speed LESSON=09a
 */

#include "arena.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LARGEST 64 /* bytes in a block */

typedef void *(*t_giver)(t_arena *, size_t);

static char *g_next;
static char *g_end;

/* The bound: moves a pointer and compares once. It is no answer: it neither aligns nor
 * refuses as the contract says. */
static void *give_bound(t_arena *a, size_t size)
{
	char *block = g_next;

	(void)a;
	if (block + size > g_end)
		return NULL;
	g_next = block + size;
	return block;
}

static void *give_malloc(t_arena *a, size_t size)
{
	(void)a;
	return malloc(size);
}

static t_giver find_giver(const char *name)
{
	if (strcmp(name, "bound") == 0)
		return give_bound;
	return strcmp(name, "malloc") == 0 ? give_malloc : arena_alloc;
}

static long long nanoseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_nsec + 1000000000LL * time.tv_sec;
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return puts("arena_alloc, for blocks of 1 to 64 bytes") == EOF;
	t_giver give = find_giver(argv[2]);
	size_t blocks = strtoul(argv[3], NULL, 10);
	t_arena a;
	if (arena_init(&a, blocks * (LARGEST + ARENA_ALIGN)) == -1)
		return EXIT_FAILURE;
	g_next = a.base;
	g_end = g_next + a.capacity;
	long long begin = nanoseconds();
	for (size_t i = 0; i < blocks; i++)
		if (give(&a, i % LARGEST + 1) == NULL)
			return EXIT_FAILURE;
	printf("%lld\n", nanoseconds() - begin);
	return EXIT_SUCCESS;
}
