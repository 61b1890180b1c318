/*
 * What a block costs. blocks: says what is measured, a line for each case. blocks CASE
 * GIVER BLOCKS: asks this giver for so many blocks, and prints how many nanoseconds that
 * took. Run it with: make speed LESSON=09b
 */

#include "tracer.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LARGEST 64 /* bytes in a block */

typedef void *(*t_giver)(t_tracer *, size_t, const char *);

static char *g_next;
static char *g_end;

/* The bound: moves a pointer and compares once. It is no answer: it neither aligns nor
 * refuses as the contract says. */
static void *give_bound(t_tracer *t, size_t size, const char *label)
{
	char *block = g_next;

	(void)t;
	(void)label;
	if (block + size > g_end)
		return NULL;
	g_next = block + size;
	return block;
}

static void *give_malloc(t_tracer *t, size_t size, const char *label)
{
	(void)t;
	(void)label;
	return malloc(size);
}

static t_giver find_giver(const char *name)
{
	if (strcmp(name, "bound") == 0)
		return give_bound;
	return strcmp(name, "malloc") == 0 ? give_malloc : tracer_alloc;
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
		return puts("tracer_alloc, for blocks of 1 to 64 bytes with a label of 5") ==
		       EOF;
	t_giver give = find_giver(argv[2]);
	size_t blocks = strtoul(argv[3], NULL, 10);
	t_tracer t;
	if (tracer_init(&t, blocks * LARGEST) == -1)
		return EXIT_FAILURE;
	g_next = t.base;
	g_end = g_next + t.capacity;
	long long begin = nanoseconds();
	for (size_t i = 0; i < blocks; i++)
	{
		/* A full ledger begins anew. */
		if (i % TRACER_BLOCKS == 0)
			t.offset = t.count = 0;
		if (give(&t, i % LARGEST + 1, "block") == NULL)
			return EXIT_FAILURE;
	}
	printf("%lld\n", nanoseconds() - begin);
	return EXIT_SUCCESS;
}
