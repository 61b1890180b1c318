/* What alignment costs: small blocks, and the padding between them. */

#include "arena.h"
#include "experiment.h"

#define COUNT 1000

/* Takes COUNT blocks of this size from a new arena. Returns how many bytes they use, from
 * the start of the first block to the end of the last one. */
static size_t bytes_for(size_t size)
{
	t_arena a;
	char *first = NULL;
	char *last = NULL;

	experiment_claim(arena_init(&a, COUNT * (size + ARENA_ALIGN)) == 0,
		"arena_init returns 0");
	for (size_t i = 0; i < COUNT; i++)
	{
		last = arena_alloc(&a, size);
		experiment_claim(last != NULL, "every block fits");
		if (first == NULL)
			first = last;
	}
	size_t bytes = (size_t)(last - first) + size;
	arena_free(&a);
	return bytes;
}

static void show_bytes(size_t size, size_t expected)
{
	size_t bytes = bytes_for(size);

	experiment_saw("%d blocks of size %zu use %zu bytes; %zu of these are padding.",
		COUNT, size, bytes, bytes - COUNT * size);
	experiment_claim(
		bytes == expected, "each block begins at the next multiple of 16");
}

int main(void)
{
	experiment_ask(
		"%d blocks of 1 byte are taken from one arena, and %d blocks of 16 "
		"bytes from another. How many bytes does each arena use?",
		COUNT, COUNT);
	show_bytes(1, (COUNT - 1) * ARENA_ALIGN + 1);
	show_bytes(16, COUNT * ARENA_ALIGN);

	experiment_ask("\nHow many bytes do %d blocks of 17 bytes use?", COUNT);
	show_bytes(17, (COUNT - 1) * 2 * ARENA_ALIGN + 17);

	experiment_why(
		"A block of 1 byte costs as much as one of 16. The 15 bytes after it "
		"are skipped, because the next block must begin at a multiple of 16. "
		"Only the last block has no padding after it yet. A block of 17 "
		"bytes costs 32. So do not take a thousand tiny blocks: take one "
		"array. %d bytes in one block use %d bytes.",
		COUNT, COUNT);
	return 0;
}
