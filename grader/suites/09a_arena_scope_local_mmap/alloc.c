/* Rows of arena_alloc. */

#include "expect.h"
#include "mappings.h"
#include "row.h"
#include "rows.h"
#include "sizes.h"
#include "subject.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

static const size_t g_odd[] = {1, 7, 16, 17, 3, 32, 5, 15, 31, 64, 2, 100};

#define ODD (sizeof(g_odd) / sizeof(*g_odd))

t_passed alloc_aligned(void)
{
	t_subject s = live("a", 1024);

	for (size_t i = 0; i < ODD; i++)
	{
		size_t at = s.arena.offset + padding_of(&s.arena);
		char *block = block_of(&s, g_odd[i]);
		size_t distance = block - (char *)s.arena.base;
		show_arena(&s);
		expected("the block begins at base + %zu, the lowest multiple of %d from base + offset on",
			at, ARENA_ALIGN);
		if ((uintptr_t)block % ARENA_ALIGN != 0)
			got("%p, which is no multiple of %d", (void *)block, ARENA_ALIGN);
		if (distance != at)
			got("base + %zu", distance);
	}
	call_free(&s);
	return row_passed();
}

t_passed alloc_offset(void)
{
	t_subject s = live("a", 1024);

	for (size_t i = 0; i < ODD; i++)
	{
		char *block = block_of(&s, g_odd[i]);
		size_t behind = block + g_odd[i] - (char *)s.arena.base;
		show_arena(&s);
		expected("the offset is %zu, just behind the block of %zu bytes", behind, g_odd[i]);
		if (s.arena.offset != behind)
			got("the offset is %zu", s.arena.offset);
	}
	call_free(&s);
	return row_passed();
}

/* Allocates `first` bytes of `size`, then exactly what is left. */
static void fit_exactly(size_t size, size_t first)
{
	t_subject s = live("a", size);

	if (first != 0)
		block_of(&s, first);
	size_t room = room_of(&s.arena);
	block_of(&s, room);
	expect_size("a.offset, when all is used,", s.arena.capacity, s.arena.offset);
	call_free(&s);
}

t_passed alloc_exact_fit(void)
{
	fit_exactly(64, 0);
	fit_exactly(1, 0);
	fit_exactly(4096, 0);
	fit_exactly(100, 50);
	fit_exactly(5000, 4977);
	return row_passed();
}

t_passed alloc_full(void)
{
	t_subject s = live("a", 128);

	refuse(&s, 129, ENOMEM, "it is one byte more than the arena has");
	block_of(&s, 64);
	refuse(&s, room_of(&s.arena) + 1, ENOMEM, "it is one byte more than is left");
	block_of(&s, room_of(&s.arena));
	refuse(&s, 1, ENOMEM, "the arena is full");
	refuse(&s, 64, ENOMEM, "the arena is full");
	call_free(&s);
	return row_passed();
}

t_passed alloc_padding_counts(void)
{
	t_subject s = live("a", 100);

	/* 97 used: three bytes are left, but the next aligned address lies behind the end. */
	block_of(&s, 97);
	refuse(&s, 1, ENOMEM, "the next aligned address lies behind the end of the arena");
	call_free(&s);
	s = live("b", 100);
	block_of(&s, 81);
	refuse(&s, 10, ENOMEM, "without the padding it would fit, with it it does not");
	call_free(&s);
	return row_passed();
}

t_passed alloc_after_refusal(void)
{
	t_subject s = live("a", 128);

	block_of(&s, 60);
	size_t room = room_of(&s.arena);
	refuse(&s, 100, ENOMEM, "it does not fit");
	size_t at = s.arena.offset + padding_of(&s.arena);
	char *block = block_of(&s, room / 2);
	expected("after a refusal, a block that does fit is given where it always was: base + %zu", at);
	if (block != (char *)s.arena.base + at)
		got("base + %td", block - (char *)s.arena.base);
	call_free(&s);
	return row_passed();
}

t_passed alloc_size_zero(void)
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

t_passed alloc_huge(void)
{
	t_subject s = live("a", 4096);

	refuse_huge(&s);
	block_of(&s, 33);
	refuse_huge(&s);
	block_of(&s, 4000);
	refuse_huge(&s);
	call_free(&s);
	return row_passed();
}

static void refuse_dead(t_subject *s)
{
	static const size_t sizes[] = {1, 64, 0, SIZE_MAX};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		refuse(s, sizes[i], EINVAL, "the arena is dead: all its fields are zero");
}

t_passed alloc_dead(void)
{
	t_subject s = live("a", 64);

	block_of(&s, 32);
	call_free(&s);
	memset(&s.arena, 0, sizeof(s.arena));
	refuse_dead(&s);
	return row_passed();
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
		count++;
	}
	return count;
}

t_passed alloc_every_byte(void)
{
	static char *blocks[512];
	static size_t sizes[512];
	t_subject s = live("a", 5000);

	expect_size("a.offset", 0, s.arena.offset);
	expect_size("a.capacity", 5000, s.arena.capacity);
	size_t count = fill(&s, blocks, sizes, 512);

	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < sizes[i]; at++)
		{
			if (blocks[i][at] == (char)(i + 1))
				continue;
			expected("byte %zu of block %zu holds what was written there: %d", at, i,
				(char)(i + 1));
			got("it holds %d", blocks[i][at]);
		}
	call_free(&s);
	return row_passed();
}

/* Fails the row unless bytes from to `to` - 1 still hold the pattern. */
static void expect_untouched(const t_subject *s, size_t from, size_t to, const char *block)
{
	const unsigned char *bytes = s->arena.base;

	for (size_t at = from; at < to; at++)
	{
		if (bytes[at] == 0xa5)
			continue;
		show_arena(s);
		expected("arena_alloc writes nothing: byte %zu still holds 0xa5, as before the call", at);
		got("it holds 0x%02x; the byte lies %s", bytes[at],
			block == NULL ? "in a block given earlier, or behind all blocks"
			: bytes + at < (unsigned char *)block ? "in the padding before the block"
							      : "in the block");
	}
}

t_passed alloc_writes_nothing(void)
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
		expect_untouched(&s, before, s.arena.offset < size ? s.arena.offset : size, block);
	}
	expect_untouched(&s, 0, size, NULL);
	call_free(&s);
	return row_passed();
}

t_passed alloc_touches_nothing(void)
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

t_passed two_arenas(void)
{
	t_subject a = live("a", 256);
	t_subject b = live("b", 256);
	t_arena fresh_b = b.arena;
	char *of_a = memset(block_of(&a, 100), 'a', 100);
	size_t a_offset = a.arena.offset;
	char *of_b = memset(block_of(&b, 100), 'b', 100);

	expected("b's block lies in arena b");
	if (of_b < (char *)b.arena.base || of_b >= (char *)b.arena.base + 256)
		got("an address outside of it%s", of_b >= of_a && of_b < of_a + 256 ? ": in arena a" : "");
	expected("b's first block begins at base + %zu, where b's offset is", padding_of(&fresh_b));
	if (of_b != (char *)b.arena.base + padding_of(&fresh_b))
		got("base + %td: b goes on where a stopped", of_b - (char *)b.arena.base);
	expect_size("a.offset, which b's block does not move,", a_offset, a.arena.offset);
	expect_filled(of_a, 100, 'a', "the block of arena a");
	expect_filled(of_b, 100, 'b', "the block of arena b");
	call_free(&a);
	expect_filled(of_b, 100, 'b', "the block of arena b");
	block_of(&b, 100);
	call_free(&b);
	return row_passed();
}

t_passed arena_moves(void)
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
	expected("the copy goes on where the arena was: the next block lies behind the first");
	if (second < first + 20 || second > first + 20 + ARENA_ALIGN)
		got("a block %td bytes behind it", second - first);
	int status = call_free(&b);
	expect_success("arena_free of the copy", status, b.error);
	return row_passed();
}
