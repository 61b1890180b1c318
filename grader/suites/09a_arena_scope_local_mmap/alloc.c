/* Rows of arena_alloc. */

#include "expect.h"
#include "mappings.h"
#include "row.h"
#include "sizes.h"
#include "subject.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

static const size_t g_odd[] = {1, 7, 16, 17, 3, 32, 5, 15, 31, 64, 2, 100};

#define ODD (sizeof(g_odd) / sizeof(*g_odd))

static void expect_block_at(const t_subject *s, const char *block, size_t at)
{
	ptrdiff_t distance = block - (char *)s->arena.base;

	if ((uintptr_t)block % ARENA_ALIGN != 0)
		got("base + %td, and that address is no multiple of %d", distance,
			ARENA_ALIGN);
	if (distance != (ptrdiff_t)at)
		got("base + %td", distance);
}

ROW(alloc_aligned)
{
	t_subject s = live("a", 1024);

	for (size_t i = 0; i < ODD; i++)
	{
		size_t offset = s.arena.offset;
		size_t at = offset + padding_of(&s.arena);
		char *block = block_of(&s, g_odd[i]);
		show_arena(&s);
		if (at == offset)
			expected(
				"the block begins at base + %zu: the offset was %zu, and that address is a "
				"multiple of %d already",
				at, offset, ARENA_ALIGN);
		else
			expected(
				"the block begins at base + %zu: the offset was %zu, and the next multiple "
				"of %d from there on is this",
				at, offset, ARENA_ALIGN);
		expect_block_at(&s, block, at);
	}
	call_free(&s);
	return row_passed();
}

ROW(alloc_offset)
{
	t_subject s = live("a", 1024);

	for (size_t i = 0; i < ODD; i++)
	{
		char *block = block_of(&s, g_odd[i]);
		size_t start = block - (char *)s.arena.base;
		size_t behind = start + g_odd[i];
		show_arena(&s);
		expected(
			"the offset is %zu: the block begins at base + %zu and has a size of %zu",
			behind, start, g_odd[i]);
		if (s.arena.offset != behind)
			got("the offset is %zu", s.arena.offset);
	}
	call_free(&s);
	return row_passed();
}

/* Allocates `first` bytes of `size`, then exactly what is left. */
static void fit_exactly(size_t size, size_t first)
{
	another_try();
	t_subject s = live("a", size);

	if (first != 0)
		block_of(&s, first);
	size_t room = room_of(&s.arena);
	block_of(&s, room);
	expect_size("a.offset, when all is used,", s.arena.capacity, s.arena.offset);
	call_free(&s);
}

ROW(alloc_exact_fit)
{
	fit_exactly(64, 0);
	fit_exactly(1, 0);
	fit_exactly(4096, 0);
	fit_exactly(100, 50);
	fit_exactly(5000, 4977);
	return row_passed();
}

ROW(alloc_full)
{
	t_subject s = live("a", 128);

	refuse(&s, 4096, ENOMEM, "the capacity is 128, whatever its pages could hold");
	refuse(&s, 129, ENOMEM, "it is one byte more than the capacity");
	block_of(&s, 64);
	refuse(&s, 128, ENOMEM,
		"that much fits into an empty arena, but half of this one is used");
	refuse(&s, room_of(&s.arena) + 1, ENOMEM, "it is one byte more than is left");
	block_of(&s, room_of(&s.arena));
	refuse(&s, 1, ENOMEM, "the arena is full");
	refuse(&s, 64, ENOMEM, "the arena is full");
	call_free(&s);
	return row_passed();
}

ROW(alloc_padding_counts)
{
	t_subject s = live("a", 100);

	block_of(&s, 81);
	refuse(&s, 10, ENOMEM, "without the padding it would fit, with it it does not");
	call_free(&s);
	another_try();
	/* 97 used: three bytes are left, but the next aligned address lies behind the
	 * end. */
	s = live("b", 100);
	block_of(&s, 97);
	refuse(&s, 1, ENOMEM,
		"the next aligned address lies behind the end of the arena");
	call_free(&s);
	return row_passed();
}

ROW(alloc_after_refusal)
{
	t_subject s = live("a", 128);

	block_of(&s, 60);
	size_t room = room_of(&s.arena);
	refuse(&s, 100, ENOMEM, "it does not fit");
	size_t at = s.arena.offset + padding_of(&s.arena);
	char *block = block_of(&s, room / 2);
	expected(
		"after a refusal, a block that does fit is given where it always was: base + %zu",
		at);
	if (block != (char *)s.arena.base + at)
		got("base + %td", block - (char *)s.arena.base);
	call_free(&s);
	return row_passed();
}

ROW(alloc_size_zero)
{
	t_subject s = live("a", 128);

	refuse(&s, 0, EINVAL, "a block of no bytes is no block");
	block_of(&s, 33);
	refuse(&s, 0, EINVAL, "a block of no bytes is no block");
	call_free(&s);
	return row_passed();
}

static void refuse_huge(t_subject *s)
{
	t_size sizes[WRAPPING_SIZES];

	wrapping_sizes(s->arena.base, s->arena.offset, sizes);
	for (size_t i = 0; i < WRAPPING_SIZES; i++)
		if (sizes[i].size > s->arena.capacity)
			refuse(s, sizes[i].size, ENOMEM, sizes[i].why);
}

ROW(alloc_huge)
{
	t_subject s = live("a", 4096);

	refuse_huge(&s);
	another_try();
	block_of(&s, 33);
	refuse_huge(&s);
	another_try();
	block_of(&s, 4000);
	refuse_huge(&s);
	call_free(&s);
	return row_passed();
}

static void refuse_dead(t_subject *s)
{
	static const size_t sizes[] = {1, 64, 0, SIZE_MAX};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		refuse(s, sizes[i], EINVAL, "the arena is dead, all its fields are zero");
}

ROW(alloc_dead)
{
	t_subject s = live("a", 64);

	block_of(&s, 32);
	call_free(&s);
	memset(&s.arena, 0, sizeof(s.arena));
	tried("every field of %s is set to zero", s.name);
	answered(0, "dead");
	refuse_dead(&s);
	return row_passed();
}

/* Fails the row unless the block still holds its number, counted from 1, in each byte. */
static void expect_kept(
	const t_subject *s, char **blocks, const size_t *sizes, size_t number)
{
	char byte = (char)(number + 1);

	for (size_t at = 0; at < sizes[number]; at++)
	{
		if (blocks[number][at] == byte)
			continue;
		show_arena(s);
		expected(
			"the block at base + %td, of size %zu, holds what was written there: %d in each byte",
			blocks[number] - (char *)s->arena.base, sizes[number], byte);
		got("its byte %zu holds %d%s", at, blocks[number][at],
			blocks[number][at] == (char)(number + 2)
				? ", written to the next block: the two overlap"
				: "");
	}
}

/* Fills the arena with blocks of odd sizes. Returns how many there are. */
static size_t fill(t_subject *s, char **blocks, size_t *sizes, size_t room)
{
	size_t count = 0;

	while (count < room && room_of(&s->arena) != 0)
	{
		size_t left = room_of(&s->arena);
		sizes[count] = left > 200 ? g_odd[count % ODD] : left;
		blocks[count] = block_of(s, sizes[count]);
		memset(blocks[count], (int)count + 1, sizes[count]);
		/* The block before is looked at at once, so that the report shows the
		 * calls that matter. */
		if (count > 0)
			expect_kept(s, blocks, sizes, count - 1);
		count++;
	}
	return count;
}

ROW(alloc_every_byte)
{
	static char *blocks[512];
	static size_t sizes[512];
	t_subject s = live("a", 5000);

	expect_size("a.offset", 0, s.arena.offset);
	expect_size("a.capacity", 5000, s.arena.capacity);
	size_t count = fill(&s, blocks, sizes, 512);

	for (size_t i = 0; i < count; i++)
		expect_kept(&s, blocks, sizes, i);
	call_free(&s);
	return row_passed();
}

/* Where a byte lies, seen from the block just given, or from none. */
static const char *where_is(const char *byte, const char *block, size_t size)
{
	if (block == NULL)
		return "in a block given earlier, or behind all blocks";
	if (byte < block)
		return "in the padding before the block";
	return byte < block + size ? "in the block" : "behind the block";
}

/* Fails the row unless bytes from to `to` - 1 still hold the pattern. */
static void expect_untouched(
	const t_subject *s, size_t from, size_t to, const char *block, size_t size)
{
	const unsigned char *bytes = s->arena.base;

	for (size_t at = from; at < to; at++)
	{
		if (bytes[at] == 0xa5)
			continue;
		show_arena(s);
		expected(
			"arena_alloc writes nothing: the byte at base + %zu still holds 0xa5, as before the "
			"call",
			at);
		got("it holds 0x%02x; the byte lies %s", bytes[at],
			where_is((const char *)bytes + at, block, size));
	}
}

ROW(alloc_writes_nothing)
{
	const size_t size = 5000;
	t_subject s = live("a", size);

	memset(s.arena.base, 0xa5, size);
	tried("memset(%s.base, 0xa5, %zu)", s.name, size);
	answered(0, "so that a write shows");
	for (size_t i = 0; i < 5 * ODD; i++)
	{
		size_t before = s.arena.offset;
		char *block = block_of(&s, g_odd[i % ODD]);
		size_t behind = s.arena.offset + ARENA_ALIGN;
		expect_untouched(
			&s, before, behind < size ? behind : size, block, g_odd[i % ODD]);
	}
	expect_untouched(&s, 0, size, NULL, 0);
	call_free(&s);
	return row_passed();
}

ROW(alloc_touches_nothing)
{
	const size_t size = 65536;
	t_subject s = live("a", size);

	expected("the arena's memory is mapped");
	tried("mprotect(%s.base, %zu, PROT_NONE)", s.name, size);
	protect_pages(s.arena.base, size, PROT_NONE);
	answered(0, "now a byte that is touched is a SIGSEGV");
	for (size_t i = 0; i < ODD; i++)
		block_of(&s, g_odd[i]);
	call_alloc(&s, size);
	protect_pages(s.arena.base, size, PROT_READ | PROT_WRITE);
	call_free(&s);
	return row_passed();
}

static int lies_in(const char *block, const t_subject *s)
{
	const char *base = s->arena.base;

	return block >= base && block < base + s->arena.capacity;
}

/* Fails the row unless the block lies in the arena that was asked for it. */
static void expect_in(const char *block, const t_subject *s, const t_subject *other)
{
	expected("the block that arena_alloc(&%s, 100) gives lies in arena %s", s->name,
		s->name);
	if (lies_in(block, other))
		got("it lies in arena %s", other->name);
	if (!lies_in(block, s))
		got("it lies in neither of the two arenas");
}

ROW(two_arenas)
{
	t_subject a = live("a", 256);
	t_subject b = live("b", 256);
	size_t at = padding_of(&b.arena);
	char *of_a = block_of(&a, 100);

	expect_in(of_a, &a, &b);
	memset(of_a, 'a', 100);
	size_t a_offset = a.arena.offset;
	char *of_b = block_of(&b, 100);
	expect_in(of_b, &b, &a);
	memset(of_b, 'b', 100);
	expected("the first block of b begins at b.base + %zu: b.offset was 0", at);
	if (of_b != (char *)b.arena.base + at)
		got("b.base + %td%s", of_b - (char *)b.arena.base,
			of_b - (char *)b.arena.base >= (ptrdiff_t)a_offset
				? ": b goes on where a stopped"
				: "");
	expect_size("a.offset, which b's block does not move,", a_offset, a.arena.offset);
	expect_filled(of_a, 100, 'a', "the block of arena a");
	expect_filled(of_b, 100, 'b', "the block of arena b");
	call_free(&a);
	expect_filled(of_b, 100, 'b', "the block of arena b");
	block_of(&b, 100);
	call_free(&b);
	return row_passed();
}

ROW(arena_moves)
{
	t_subject a = live("a", 256);
	t_subject b = a;
	char *first = block_of(&a, 20);

	b.name = "b";
	b.arena = a.arena;
	memset(&a.arena, 0, sizeof(a.arena));
	tried("%s = a, and a's fields are zeroed", b.name);
	answered(0, "the arena now stands in b");
	char *second = block_of(&b, 20);
	expected(
		"the copy goes on where the arena was: the next block lies behind the first");
	if (second < first + 20 || second > first + 20 + ARENA_ALIGN)
		got("a block %td bytes behind it", second - first);
	expect_freed(&b, "the copy, which holds all there is to know,");
	return row_passed();
}
