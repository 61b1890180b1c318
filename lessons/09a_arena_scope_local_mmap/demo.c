/*
 * The demo of lesson 09a: your arena, with a look inside after each step.
 * Run it with: make demo LESSON=09a
 */

#include "arena.h"
#include "log.h"
#include "picture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 64
#define BLOCKS 3
#define CAPACITY 256

static const char *const g_texts[BLOCKS] = {
	"Hello arena",
	"Scoped allocator is born",
	"This is not malloc",
};

static int gap(int number, const char *what)
{
	log_line(stdout, "👉", "The next gap in arena.c is TODO %d: %s.", number, what);
	return EXIT_SUCCESS;
}

static void draw(const t_arena *a)
{
	t_block blocks[BLOCKS];

	for (size_t i = 0; i < BLOCKS; i++)
		blocks[i] = (t_block){i * BLOCK, BLOCK, (char)('A' + i)};
	t_picture picture = {.capacity = a->capacity,
		.offset = a->offset,
		.blocks = blocks,
		.count = a->offset / BLOCK,
		.shown = a->capacity,
		.point = PICTURE_NO_BYTE};
	picture_draw(stdout, &picture);
}

/* Fills the blocks. Returns 0, or -1 when arena_alloc gives none. */
static int fill(t_arena *a)
{
	for (size_t i = 0; i < BLOCKS; i++)
	{
		char *block = arena_alloc(a, BLOCK);
		if (block == NULL)
			return -1;
		log_line(stdout, "✅", "alloc %d bytes → %p, offset now %zu", BLOCK, (void *)block, a->offset);
		strcpy(block, g_texts[i]);
		draw(a);
	}
	return 0;
}

/* Dumps the arena. Returns how many characters arena_dump printed. */
static size_t dump(const t_arena *a)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		return 0;
	arena_dump(a, out);
	fclose(out);
	log_line(stdout, "🧠", "dump");
	fputs(text, stdout);
	free(text);
	return length;
}

int main(void)
{
	t_arena arena;

	if (arena_init(&arena, CAPACITY) == -1)
		return gap(1, "arena_init still answers -1");
	log_line(stdout, "📦", "init %d bytes → %p", CAPACITY, arena.base);
	if (fill(&arena) == -1)
		return gap(2, "arena_alloc still answers NULL");
	if (dump(&arena) == 0)
		return gap(3, "arena_dump still prints nothing");
	if (arena_alloc(&arena, 2 * BLOCK) == NULL)
		log_line(stdout, "❌", "out of memory: %d bytes do not fit into %zu (%s)", 2 * BLOCK,
			arena.capacity - arena.offset, strerror(errno));
	if (arena_free(&arena) == -1)
		return gap(4, "arena_free still answers -1");
	log_line(stdout, "🧹", "freed: base %p, offset %zu, capacity %zu", arena.base, arena.offset,
		arena.capacity);
	return EXIT_SUCCESS;
}
