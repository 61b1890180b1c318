/*
 * What a cut and a record cost. blocks: says what is measured, a line for each case.
 * blocks CASE GIVER BLOCKS: asks this giver for so many cuts or records, and prints how
 * many nanoseconds that took. Run it with: make speed LESSON=10
 */

#include "overlap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define LARGEST 64 /* bytes in a cut or record */
#define CAPACITY 4096 /* of the ring */

/* Each asks for a block of this size. Returns -1 if there is none. */
typedef int (*t_giver)(size_t);

static t_arena g_arena;
static t_ring g_ring;
static char *g_base;
static char *g_next;
static char *g_end;
static char g_record[LARGEST];

/* The bounds: they move a pointer and compare once. They are no answer: they neither
 * align nor refuse as the contract says. */
static int cut_bound(size_t size)
{
	if (g_next + size > g_end)
		return -1;
	g_next += size;
	return 0;
}

static int cut_malloc(size_t size)
{
	return malloc(size) == NULL ? -1 : 0;
}

static int cut_answer(size_t size)
{
	t_arena cut;

	return arena_cut(&g_arena, size, &cut);
}

/* A record is copied in and out again. */
static int carry(char *block, size_t size)
{
	if (block == NULL)
		return -1;
	memcpy(block, g_record, size);
	memcpy(g_record, block, size);
	return 0;
}

/* Begins anew where the memory ends, so that it is as warm as a ring's. */
static int carry_bound(size_t size)
{
	if (g_next + size > g_base + CAPACITY)
		g_next = g_base;
	g_next += size;
	return carry(g_next - size, size);
}

static int carry_malloc(size_t size)
{
	char *block = malloc(size);
	int status = carry(block, size);

	free(block);
	return status;
}

static int carry_answer(size_t size)
{
	if (ring_write(&g_ring, g_record, size) == -1)
		return -1;
	return ring_read(&g_ring, g_record, size);
}

static t_giver find_giver(const char *name, int is_ring)
{
	if (strcmp(name, "bound") == 0)
		return is_ring ? carry_bound : cut_bound;
	if (strcmp(name, "malloc") == 0)
		return is_ring ? carry_malloc : cut_malloc;
	return is_ring ? carry_answer : cut_answer;
}

static long long nanoseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_nsec + 1000000000LL * time.tv_sec;
}

/* Makes the memory that the cuts, or the bound's records, come from. */
static int begin(size_t size)
{
	void *base = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (base == MAP_FAILED)
		return -1;
	g_arena = (t_arena){base, 0, size};
	g_base = g_next = base;
	g_end = g_next + size;
	return ring_init(&g_ring, CAPACITY);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return puts("arena_cut, for cuts of 1 to 64 bytes\n"
			    "ring_write and ring_read, for records of 1 to 64 bytes") ==
		       EOF;
	t_giver give = find_giver(argv[2], strcmp(argv[1], "2") == 0);
	size_t blocks = strtoul(argv[3], NULL, 10);
	if (begin(blocks * (LARGEST + ARENA_ALIGN)) == -1)
		return EXIT_FAILURE;
	long long start = nanoseconds();
	for (size_t i = 0; i < blocks; i++)
		if (give(i % LARGEST + 1) == -1)
			return EXIT_FAILURE;
	printf("%lld\n", nanoseconds() - start);
	return EXIT_SUCCESS;
}
