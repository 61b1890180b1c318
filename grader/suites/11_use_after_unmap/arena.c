/* Rows of arena_init and arena_alloc. */

#include "kit.h"

#include "mappings.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096

static const size_t g_sizes[] = {64, 1, 4096, 4097, 5000, 1 << 20};
#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

ROW(init_fields)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_subject s = live("a", g_sizes[i]);
		expect_size("a.capacity", g_sizes[i], s.arena.capacity);
		expected("a.base is the start of a page");
		if (base_of(&s) % PAGE != 0)
			got("it is %zu bytes after one", (size_t)base_of(&s) % PAGE);
		call_free(&s);
	}
}

/* Page by page: they may come from several calls of mmap. */
static void expect_good_memory(const t_subject *s)
{
	for (size_t at = 0; at < s->arena.capacity; at += PAGE)
	{
		t_mapping mapping = expect_mapping(base_of(s) + at, 1, "the arena");
		expect_kind(&mapping, MAP_PRIVATE);
		expect_read_write(base_of(s) + at, 1);
		expect_never_executed(base_of(s) + at, 1);
	}
}

ROW(init_memory)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_subject s = live("a", g_sizes[i]);
		expect_good_memory(&s);
		expect_filled(base_of(&s), g_sizes[i], 0, "the memory of a new arena");
		fill_memory(base_of(&s), 'x', g_sizes[i]);
		call_free(&s);
	}
	another_try();
	/* Where its memory was used before, too. */
	t_subject s = live("b", 5000);
	expect_filled(base_of(&s), 5000, 0, "the memory of a new arena");
	call_free(&s);
}

static void expect_number(const t_subject *s, unsigned wanted)
{
	expected("%s.number is %u", s->name, wanted);
	if (s->arena.number != wanted)
		got("it is %u", s->arena.number);
}

ROW(init_numbers)
{
	t_subject a = live("a", 64);
	unsigned first = a.arena.number;

	/* Under memcheck all rows share a process. */
	if (!row_is_watched())
		expect_number(&a, 1);
	t_subject b = live("b", 5000);
	expect_number(&b, first + 1);
	call_free(&a);
	t_subject c = live("c", 64);
	expect_number(&c, first + 2);
	t_subject d = subject("d");
	refuse_init(&d, 0, EINVAL, "an arena cannot have 0 bytes");
	refuse_init(&d, (size_t)1 << 60, ENOMEM, "no machine has so many bytes");
	begin_failing(CALL_MMAP, EAGAIN);
	refuse_init(&d, 64, EAGAIN, "mmap was made to fail with this errno");
	end_failing(CALL_MMAP);
	expect_made(&d, call_init(&d, 64));
	expect_number(&d, first + 3);
	call_free(&b);
	call_free(&c);
	call_free(&d);
}

ROW(init_refuses)
{
	t_subject s = subject("b");

	discard(live("a", 64));
	refuse_init(&s, 0, EINVAL, "an arena cannot have 0 bytes");
	for (size_t i = 0; i < IMPOSSIBLE_SIZES; i++)
	{
		another_try();
		refuse_init(&s, g_impossible[i], ENOMEM, "no machine has so many bytes");
	}
	expect_unmapped("a failed arena_init");
}

ROW(init_mmap_fails)
{
	discard(live("a", 64));
	refuse_init_without_mmap(subject("b"));
	another_try();
	/* What is still mapped may be arena_free's fault: then it is the last call. */
	t_subject c = live("c", 64);
	freed(&c);
	expect_unmapped("a failed arena_init, and arena_free of the others,");
}

ROW(init_many)
{
	static t_subject s[ARENAS_MOST];
	t_subject more = subject("more");

	for (size_t i = 0; i < ARENAS_MOST; i++)
	{
		s[i] = live("a", 100);
		fill_memory(base_of(&s[i]), (unsigned char)i, 100);
	}
	another_try();
	noted("%d arenas are alive", ARENAS_MOST);
	refuse_init(&more, 64, ENOMEM, "one arena more than ARENAS_MOST");
	call_free(&s[5]);
	expect_made(&more, call_init(&more, 64));
	call_free(&more);
	for (size_t i = 0; i < ARENAS_MOST; i++)
	{
		if (i == 5)
			continue;
		expect_filled(base_of(&s[i]), 100, (unsigned char)i,
			"the memory of one of many arenas");
		freed(&s[i]);
	}
}

static void expect_place(t_subject *s, size_t size)
{
	size_t wanted = rounded(s->used);
	t_address block = block_of(s, size);

	expected("the block begins at base + %zu", wanted);
	if (block != base_of(s) + wanted)
		got("%s", place_words(s, block));
}

ROW(alloc_places)
{
	t_subject s = live("a", 4096);

	for (size_t i = 0; i < ODD; i++)
		expect_place(&s, g_odd[i]);
	/* The last one takes all that is left. */
	expect_place(&s, room_of(&s));
	call_free(&s);
	another_try();
	s = live("b", 50);
	expect_place(&s, 50);
	call_free(&s);
	another_try();
	s = live("c", 50);
	expect_place(&s, 33);
	expect_place(&s, 2);
	call_free(&s);
}

/* Calls alloc, which refuses. */
static void expect_refused(t_subject *s, size_t size, int error, const char *why)
{
	t_address block = call_alloc(s, size);

	expected("NULL and %s: %s", errno_name(error), why);
	if (block != 0)
		got("a block at %s", place_words(s, block));
	if (s->error != error)
		got("NULL, but errno is %s%s", errno_name(s->error),
			s->error == 0 ? ", as before the call" : "");
}

ROW(alloc_full)
{
	t_subject s = live("a", 100);

	expect_refused(&s, 101, ENOMEM, "the capacity is 100");
	expect_refused(&s, 4096, ENOMEM,
		"the capacity is 100, however much the page could hold");
	expect_place(&s, 33);
	expect_refused(&s, 53, ENOMEM, "the block would begin at base + 48: 52 fit");
	expect_place(&s, 52);
	expect_refused(&s, 1, ENOMEM, "the arena is full");
	expect_refused(&s, 1, ENOMEM, "the arena is full");
	call_free(&s);
}

/* Sizes at which sums wrap around, or whose low bits alone would fit. */
static void refuse_wrapping(t_subject *s)
{
	t_address base = base_of(s);
	const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 15, SIZE_MAX - 47, SIZE_MAX - 48,
		-(size_t)base, -(size_t)base - 48, (size_t)1 << 63, ((size_t)1 << 32) + 8,
		((size_t)1 << 31) + 8, (size_t)1 << 16};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		expect_refused(s, sizes[i], ENOMEM, "no block of so many bytes fits");
}

ROW(alloc_huge)
{
	t_subject s = live("a", 4096);

	refuse_wrapping(&s);
	another_try();
	expect_place(&s, 33);
	refuse_wrapping(&s);
	expect_place(&s, 16);
	call_free(&s);
}

ROW(alloc_invalid)
{
	t_subject s = live("a", 64);

	expect_refused(&s, 0, EINVAL, "a block cannot have 0 bytes");
	expect_place(&s, 10);
	expect_refused(&s, 0, EINVAL, "a block cannot have 0 bytes");
	expect_place(&s, 10);
	call_free(&s);
	bury(&s);
	expect_refused(&s, 1, EINVAL, "the arena is dead: all its fields are zero");
	expect_refused(&s, 64, EINVAL, "the arena is dead: all its fields are zero");
}

ROW(alloc_many_blocks)
{
	t_subject a = live("a", 4096);
	t_subject b = live("b", 4096);

	for (size_t i = 0; i < BLOCKS_MOST; i++)
		expect_place(&a, 1);
	another_try();
	noted("%d blocks are handed out", BLOCKS_MOST);
	expect_refused(&a, 1, ENOMEM, "one block more than BLOCKS_MOST");
	for (size_t i = 0; i < BLOCKS_MOST; i++)
		expect_place(&b, 20);
	expect_refused(&a, 1, ENOMEM, "one block more than BLOCKS_MOST");
	call_free(&a);
	call_free(&b);
	another_try();
	a = live("c", 4096);
	for (size_t i = 0; i < BLOCKS_MOST; i++)
		expect_place(&a, 1);
	call_free(&a);
}

ROW(alloc_touches_nothing)
{
	t_subject s = live("a", 65536);

	hide_memory(&s, 65536);
	for (size_t i = 0; i < ODD; i++)
		expect_place(&s, 100 * g_odd[i]);
	call_alloc(&s, 65536);
	unhide_memory(&s, 65536);
	call_free(&s);
}

/* More bytes than 32 bits can count, where the machine has room for them. */
ROW(alloc_large)
{
	t_subject s = subject("a");

	if (!init_large(&s, LARGE_SIZE))
		return;
	expect_size("a.capacity", LARGE_SIZE, s.arena.capacity);
	expect_place(&s, ((size_t)4 << 30) + 5);
	expect_place(&s, 16);
	expect_place(&s, room_of(&s));
	call_free(&s);
}
