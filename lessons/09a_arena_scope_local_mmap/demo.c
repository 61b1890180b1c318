/*
 * The demo of lesson 09a: your arena, drawn after every step.
 * Run it with: make demo LESSON=09a
 */

#include "arena.h"
#include "log.h"
#include "picture.h"
#include "step.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY 256
#define TOO_MUCH 128
#define BLOCKS 5
#define LARGE 3

/* The first three fill 64 bytes each. The last two are small, with a hole between
 * them. */
static const size_t g_sizes[BLOCKS] = {64, 64, 64, 20, 16};
static const char *const g_texts[BLOCKS] = {
	"Hello arena",
	"Scoped allocator is born",
	"This is not malloc",
	"20 bytes, no more",
	"aligned",
};

static t_block g_blocks[BLOCKS];

static int next_todo(int number, const char *what)
{
	log_line(stdout, "👉", "The next gap in arena.c is TODO %d: %s.", number, what);
	return EXIT_SUCCESS;
}

static void draw(const t_arena *a, size_t count)
{
	t_picture picture = {.capacity = a->capacity,
		.offset = a->offset,
		.blocks = g_blocks,
		.count = count,
		.shown = a->capacity,
		.point = PICTURE_NO_BYTE};
	picture_draw(stdout, &picture);
	demo_step();
}

static void print_padding(size_t from, size_t to)
{
	if (from < to)
		printf("   %zu bytes of padding come before it, so that it begins at a "
		       "multiple of %d\n",
			to - from, ARENA_ALIGN);
}

/* Takes the blocks `first` to `end` - 1 and writes to them. Returns 0, or -1 if
 * arena_alloc returns NULL. */
static int fill(t_arena *a, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
	{
		size_t before = a->offset;
		char *block = arena_alloc(a, g_sizes[i]);
		if (block == NULL)
			return -1;
		size_t start = (size_t)(block - (char *)a->base);
		log_line(stdout, "✅", "alloc %zu bytes → %p, offset now %zu", g_sizes[i],
			(void *)block, a->offset);
		print_padding(before, start);
		strcpy(block, g_texts[i]);
		g_blocks[i] = (t_block){start, g_sizes[i], (char)('A' + i)};
		draw(a, i + 1);
	}
	return 0;
}

/* Dumps the arena. Returns how many bytes arena_dump printed. */
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
	demo_step();
	return length;
}

/* Asks for more than is free. Returns 0, or -1 if arena_alloc returns a block. */
static int overfill(t_arena *a)
{
	size_t room = a->capacity - a->offset;

	errno = 0;
	if (arena_alloc(a, TOO_MUCH) != NULL)
		return -1;
	log_line(stdout, "❌", "no room: %d bytes do not fit in the %zu left (%s)",
		TOO_MUCH, room, strerror(errno));
	demo_step();
	return 0;
}

int main(void)
{
	t_arena arena;

	if (arena_init(&arena, CAPACITY) == -1)
		return next_todo(1, "arena_init still returns -1");
	log_line(stdout, "📦", "init %d bytes → %p", CAPACITY, arena.base);
	draw(&arena, 0);
	if (fill(&arena, 0, LARGE) == -1)
		return next_todo(2, "arena_alloc still returns NULL");
	if (dump(&arena) == 0)
		return next_todo(3, "arena_dump still prints nothing");
	if (fill(&arena, LARGE, BLOCKS) == -1)
		return next_todo(2, "arena_alloc returns NULL for a block that fits");
	if (overfill(&arena) == -1)
		return next_todo(2, "arena_alloc returns a block that does not fit");
	if (arena_free(&arena) == -1)
		return next_todo(4, "arena_free still returns -1");
	if (arena.base != NULL || arena.offset != 0 || arena.capacity != 0)
		return next_todo(4, "arena_free does not set every field to zero");
	log_line(stdout, "🧹", "freed: base %p, offset %zu, capacity %zu", arena.base,
		arena.offset, arena.capacity);
	return EXIT_SUCCESS;
}
