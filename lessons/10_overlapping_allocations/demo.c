/*
 * The demo of lesson 10: ranges, arenas at chosen addresses, one memory under several
 * addresses, and a mirrored ring. Run it with: make demo LESSON=10
 */

#define _GNU_SOURCE
#include "log.h"
#include "overlap.h"
#include "picture.h"
#include "step.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CAPACITY 256 /* of the arena */
#define PAGES 3 /* of the memory object */
#define COLUMN 12 /* characters for a page in a picture of views */
#define CELLS 16 /* characters for a copy of the ring */

/* Every step returns 0, or, after it has said which gap comes next, -1. */
static int gap(int number, const char *what)
{
	log_line(stdout, "👉", "The next gap in overlap.c is TODO %d: %s.", number, what);
	return -1;
}

static size_t page_size(void)
{
	return (size_t)getpagesize();
}

/* ---- Ranges ---- */

static void draw_range(char name, int start, int size)
{
	printf("   %c  ", name);
	for (int i = 0; i < CELLS; i++)
		putchar(i >= start && i < start + size ? '#' : '.');
}

/* Compares six bytes from the first on with six bytes from `start` on. */
static int show_range(int start)
{
	static const char line[CELLS];
	int answer = ranges_overlap(line, 6, line + start, 6);

	if (answer == -2)
		return gap(1, "ranges_overlap still returns -2");
	draw_range('b', start, 6);
	printf("  ranges_overlap: %d\n", answer);
	return answer == (start < 6) ? 0 : gap(1, "that answer is wrong");
}

static int show_ranges(void)
{
	log_line(stdout, "🔎", "do ranges a and b have an address in common?");
	draw_range('a', 0, 6);
	printf("\n");
	if (show_range(5) == -1 || show_range(6) == -1)
		return -1;
	demo_step();
	return 0;
}

static int show_copy(void)
{
	char text[] = "one two three";

	log_line(stdout, "📦", "\"%s\": its first 9 bytes are copied 4 bytes up", text);
	bytes_copy(text + 4, text, 9);
	printf("   \"%s\"\n", text);
	if (strcmp(text, "one two three") == 0)
		return gap(2, "bytes_copy still copies nothing");
	if (strcmp(text, "one one two t") != 0)
		return gap(2, "it overwrites bytes before reading them");
	demo_step();
	return 0;
}

/* ---- Arenas ---- */

/* Returns the address of a free page. Nobody else maps memory in this process. */
static void *find_room(void)
{
	void *room =
		mmap(NULL, page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(room, page_size());
	return room;
}

static void draw_arena(const t_arena *a, const t_block *cuts, size_t count)
{
	const t_picture picture = {.capacity = a->capacity,
		.offset = a->offset,
		.blocks = cuts,
		.count = count,
		.shown = a->capacity,
		.point = PICTURE_NO_BYTE};

	picture_draw(stdout, &picture);
	demo_step();
}

static int show_place(t_arena *a)
{
	t_arena second;
	void *room = find_room();

	if (arena_place(a, room, CAPACITY) == -1)
		return gap(3, "arena_place still returns -1");
	if (a->base != room || a->capacity != CAPACITY)
		return gap(3, "base or capacity is wrong");
	log_line(stdout, "📦", "an arena of %d bytes, placed at %p", CAPACITY, a->base);
	draw_arena(a, NULL, 0);
	if (arena_place(&second, room, CAPACITY) != -1)
		return gap(3, "it maps where something is mapped");
	log_line(stdout, "❌", "no second arena at that address (%s)", strerror(errno));
	demo_step();
	return 0;
}

static int show_cuts(t_arena *a)
{
	static const size_t sizes[] = {100, 60};
	t_block cuts[2];

	for (int i = 0; i < 2; i++)
	{
		t_arena cut;
		if (arena_cut(a, sizes[i], &cut) == -1)
			return gap(4, "arena_cut still returns -1");
		size_t start = (size_t)((char *)cut.base - (char *)a->base);
		cuts[i] = (t_block){start, cut.capacity, (char)('A' + i)};
		log_line(stdout, "✅", "cut %c: %zu bytes, from byte %zu on", 'A' + i,
			cut.capacity, start);
		draw_arena(a, cuts, (size_t)i + 1);
	}
	return 0;
}

static int show_arenas(void)
{
	t_arena a;

	if (show_place(&a) == -1 || show_cuts(&a) == -1)
		return -1;
	munmap(a.base, a.capacity);
	return 0;
}

/* ---- Memory objects and views ---- */

/* View i shows the object from page i on. */
static char *g_views[PAGES];

static size_t pages_of(size_t view)
{
	return PAGES - view;
}

/* A line for each view. What is in one column is the same page of the object. */
static void draw_views(void)
{
	printf("%12s", "");
	for (int i = 0; i < PAGES; i++)
		printf(" page %-*d", i + 1 < PAGES ? COLUMN - 5 : 0, i);
	printf("\n");
	for (size_t i = 0; i < PAGES; i++)
	{
		printf("   view %c   %*s", 'a' + (int)i, (int)i * (COLUMN + 1), "");
		for (size_t page = 0; page < pages_of(i); page++)
			printf("%c%-*.*s", page == 0 ? '[' : ' ', COLUMN, COLUMN,
				g_views[i] + page * page_size());
		printf("]\n");
	}
	demo_step();
}

static int make_views(const t_memory *m)
{
	for (size_t i = 0; i < PAGES; i++)
	{
		g_views[i] = memory_view(m, i * page_size(), pages_of(i) * page_size());
		if (g_views[i] == NULL)
			return gap(6, "memory_view still returns NULL");
		log_line(stdout, "✅", "view %c, from page %zu on → %p", 'a' + (int)i, i,
			(void *)g_views[i]);
	}
	return 0;
}

static int show_views(void)
{
	for (size_t i = 0; i < PAGES; i++)
		sprintf(g_views[0] + i * page_size(), "text %zu", i);
	log_line(stdout, "🧠", "view a was written: a text at the start of each page");
	draw_views();
	strcpy(g_views[1] + page_size(), "by view b");
	log_line(stdout, "🧠", "view b was written, at the start of its second page");
	draw_views();
	if (strcmp(g_views[2], "by view b") != 0)
		return gap(6, "views do not show each other's writes");
	return 0;
}

static int show_close(t_memory *m)
{
	if (memory_close(m) == -1)
		return gap(7, "memory_close still returns -1");
	if (m->fd != -1 || m->size != 0)
		return gap(7, "memory_close leaves fields as they are");
	strcpy(g_views[2], "by view c");
	log_line(stdout, "🧹", "the object was closed, and then view c was written");
	draw_views();
	return 0;
}

static const char *maps_text(void)
{
	static char text[1 << 16];
	FILE *maps = fopen("/proc/self/maps", "r");

	if (maps == NULL)
		return "";
	text[fread(text, 1, sizeof(text) - 1, maps)] = '\0';
	fclose(maps);
	return text;
}

/* Asks for the first byte of view b, and this byte of view a. */
static int ask_same(size_t at, int expected)
{
	int answer = same_byte(maps_text(), g_views[0] + at, g_views[1]);

	if (answer == -2)
		return gap(8, "same_byte still returns -2");
	log_line(stdout, "🔎", "byte %zu of view a, and byte 0 of view b: same_byte: %d",
		at, answer);
	return answer == expected ? 0 : gap(8, "that answer is wrong");
}

static int show_object(void)
{
	t_memory m;

	if (memory_init(&m, PAGES * page_size()) == -1)
		return gap(5, "memory_init still returns -1");
	log_line(stdout, "📦", "a memory object of %d pages, descriptor %d", PAGES, m.fd);
	if (make_views(&m) == -1 || show_views() == -1 || show_close(&m) == -1 ||
		ask_same(0, 0) == -1 || ask_same(page_size(), 1) == -1)
		return -1;
	demo_step();
	for (size_t i = 0; i < PAGES; i++)
		munmap(g_views[i], pages_of(i) * page_size());
	return 0;
}

/* ---- A mirrored ring ---- */

/* If not, it cannot be drawn. */
static int is_sound(const t_ring *r)
{
	return r->head < r->capacity && r->used <= r->capacity;
}

static size_t cell_size(const t_ring *r)
{
	return r->capacity / CELLS;
}

/* Draws the used bytes of both copies, and below them the one piece from head on. */
static void draw_ring(const t_ring *r)
{
	size_t end = r->head + r->used;

	printf("   [");
	for (size_t at = 0; at < 2 * r->capacity; at += cell_size(r))
	{
		size_t age = (at + r->capacity - r->head) % r->capacity;
		printf("%s%c", at == r->capacity ? "|" : "",
			age < r->used ? r->base[at] : '.');
	}
	printf("]\n    ");
	for (size_t at = 0; r->used > 0 && at < end; at += cell_size(r))
		printf(at == r->capacity ? "%c%c" : "%c", at < r->head ? ' ' : '^',
			at < r->head ? ' ' : '^');
	printf(r->used == 0 ? "nothing is used\n" : " used, in one piece\n");
	demo_step();
}

static int write_cells(t_ring *r, char letter, size_t cells)
{
	unsigned char record[cells * cell_size(r)];

	memset(record, letter, sizeof(record));
	if (ring_write(r, record, sizeof(record)) == -1)
		return gap(10, "ring_write still returns -1");
	if (!is_sound(r))
		return gap(10, "head or used is beyond the capacity");
	log_line(
		stdout, "✅", "a record is written: %zu times %c", sizeof(record), letter);
	draw_ring(r);
	return 0;
}

static int read_cells(t_ring *r, size_t cells, char first, char last)
{
	unsigned char record[cells * cell_size(r)];

	if (ring_read(r, record, sizeof(record)) == -1)
		return gap(11, "ring_read still returns -1");
	log_line(stdout, "✅", "%zu bytes are read: the first is %c, the last is %c",
		sizeof(record), record[0], record[sizeof(record) - 1]);
	if (record[0] != first || record[sizeof(record) - 1] != last)
		return gap(11, "these are not the oldest bytes");
	if (!is_sound(r))
		return gap(11, "head or used is beyond the capacity");
	draw_ring(r);
	return 0;
}

static int show_init(t_ring *r)
{
	if (ring_init(r, page_size()) == -1)
		return gap(9, "ring_init still returns -1");
	if (r->base == NULL || r->capacity != page_size())
		return gap(9, "base or capacity is wrong");
	log_line(stdout, "📦", "a ring of %zu bytes → %p, mapped twice", r->capacity,
		(void *)r->base);
	r->base[0] = 'M';
	if (r->base[r->capacity] != 'M')
		return gap(9, "the copies are not the same bytes");
	return 0;
}

static int show_ring(void)
{
	t_ring r;

	if (show_init(&r) == -1 || write_cells(&r, 'A', 6) == -1 ||
		write_cells(&r, 'B', 6) == -1 || read_cells(&r, 6, 'A', 'A') == -1 ||
		write_cells(&r, 'C', 8) == -1 || read_cells(&r, 14, 'B', 'C') == -1)
		return -1;
	if (ring_free(&r) == -1)
		return gap(12, "ring_free still returns -1");
	if (r.base != NULL || r.capacity != 0)
		return gap(12, "ring_free leaves fields as they are");
	log_line(stdout, "🧹", "the ring is freed: both copies are unmapped");
	return 0;
}

int main(void)
{
	/* The first gap ends the demo. */
	if (show_ranges() == 0 && show_copy() == 0 && show_arenas() == 0 &&
		show_object() == 0)
		show_ring();
	return EXIT_SUCCESS;
}
