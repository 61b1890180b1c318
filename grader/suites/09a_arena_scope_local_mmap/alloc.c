/* Rows of arena_alloc. */

#include "kit.h"

#include "steps.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

static void expect_block_at(const t_subject *s, t_address block, size_t at)
{
	ptrdiff_t distance = distance_of(s, block);

	if (block % ARENA_ALIGN != 0)
		got("base + %td, and that address is not a multiple of %d", distance,
			ARENA_ALIGN);
	if (distance != (ptrdiff_t)at)
		got("base + %td", distance);
}

static void give_aligned(t_subject s, const size_t *sizes, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		size_t offset = s.arena.offset;
		size_t at = offset + padding_of(&s.arena);
		t_address block = block_of(&s, sizes[i]);
		show_arena(&s);
		if (at == offset)
			expected(
				"the block begins at base + %zu: the offset was %zu, and that address is "
				"already a multiple of %d",
				at, offset, ARENA_ALIGN);
		else
			expected(
				"the block begins at base + %zu: the offset was %zu, and this is the next "
				"multiple of %d",
				at, offset, ARENA_ALIGN);
		expect_block_at(&s, block, at);
	}
	call_free(&s);
}

ROW(alloc_aligned)
{
	/* The alignment is the same for blocks of whole pages. */
	static const size_t large[] = {1, 4096, 7, 65536, 16, 2 << 20, 3, 8192};

	give_aligned(live("a", 1024), g_odd, ODD);
	another_try();
	give_aligned(live("b", 3 << 20), large, sizeof(large) / sizeof(*large));
}

ROW(alloc_offset)
{
	t_subject s = live("a", 1024);

	for (size_t i = 0; i < ODD; i++)
	{
		t_address block = block_of(&s, g_odd[i]);
		size_t start = block - base_of(&s);
		size_t behind = start + g_odd[i];
		show_arena(&s);
		expected(
			"the offset is %zu: the block begins at base + %zu and has a size of %zu",
			behind, start, g_odd[i]);
		if (s.arena.offset != behind)
			got("the offset is %zu", s.arena.offset);
	}
	call_free(&s);
}

/* One more block in an arena of which `offset` bytes are used, and nothing is there. */
static void give_far(size_t offset, size_t size)
{
	t_subject s = far_subject("a", offset, offset + size + (3 << 20));
	size_t at = offset + padding_of(&s.arena);

	another_try();
	t_address block = block_of(&s, size);
	expected("the block begins at base + %zu, and afterwards the offset is %zu", at,
		at + size);
	if (block - base_of(&s) != at || s.arena.offset != at + size)
		got("it begins at base + %td, and the offset is %zu",
			distance_of(&s, block), s.arena.offset);
	refuse(&s, 4 << 20, ENOMEM, "at most 3 MiB are left");
}

/* More blocks than 16 bits can count, in batches. */
static void give_many(void)
{
	const size_t batches = 132;
	t_subject s = far_subject("a", 0, batches * WINDOW_STEPS * ARENA_ALIGN);

	another_try();
	tried("arena_alloc(&a, 16), %zu times", batches * WINDOW_STEPS);
	for (size_t i = 0; i < batches; i++)
	{
		for (size_t j = 0; j < WINDOW_STEPS; j++)
			BATCH(ARENA_ALLOC, s.at, ARENA_ALIGN);
		const t_step *steps = batch_run(0, 0);
		t_address last = steps[WINDOW_STEPS - 1].value;
		size_t at = ((i + 1) * WINDOW_STEPS - 1) * ARENA_ALIGN;
		expected("block %zu begins at base + %zu", at / ARENA_ALIGN + 1, at);
		if (last == base_of(&s) + at)
			continue;
		answered(0, "%s for block %zu", place_words(&s, last),
			at / ARENA_ALIGN + 1);
		got("%s", place_words(&s, last));
	}
	answered(0, "each is given");
}

ROW(alloc_large)
{
	/* Just below and above what 8, 16, 31 and 32 bits can count, and far above. */
	static const size_t offsets[] = {250, 65530, ((size_t)1 << 31) - 6,
		((size_t)1 << 32) - 6, ((size_t)1 << 32) + 70, (size_t)1 << 40};
	static const size_t sizes[] = {1, 300, 4096, 70000, 2 << 20,
		((size_t)1 << 31) + 1, ((size_t)1 << 32) + 1};

	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++)
		for (size_t j = 0; j < sizeof(sizes) / sizeof(*sizes); j++)
			give_far(offsets[i], sizes[j]);
	if (!row_is_watched())
		give_many();
}

ROW(alloc_exact_fit)
{
	fit_exactly(live("a", 64), 0, 64);
	fit_exactly(live("a", 1), 0, 1);
	fit_exactly(live("a", 4096), 0, 4096);
	fit_exactly(live("a", 100), 50, 100);
	fit_exactly(live("a", 5000), 4977, 5000);
}

/* One byte too many, where float and double round it off. */
static void refuse_one_more(void)
{
	static const int bits[] = {25, 33, 54};

	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++)
	{
		another_try();
		size_t capacity = (size_t)1 << bits[i];
		t_subject s = far_subject("a", 0, capacity);
		refuse(&s, capacity + 1, ENOMEM, "it is one byte more than the capacity");
	}
}

ROW(alloc_full)
{
	refuse_full(live("a", 128));
	refuse_unheard(live("b", 64));
	refuse_one_more();
}

ROW(alloc_huge)
{
	refuse_huge(live("a", 4096));
}

ROW(alloc_padding_counts)
{
	t_subject s = live("a", 100);

	block_of(&s, 81 - padding_of(&s.arena));
	refuse(&s, room_of(&s) + 6, ENOMEM,
		"it would fit without the padding, but not with it");
	call_free(&s);
	another_try();
	/* 97 used: three bytes are left, but the next aligned address lies behind the
	 * end. */
	s = live("b", 100);
	block_of(&s, 97 - padding_of(&s.arena));
	refuse(&s, 1, ENOMEM, "the next aligned address is past the end of the arena");
	call_free(&s);
}

ROW(alloc_after_refusal)
{
	t_subject s = live("a", 128);

	block_of(&s, 60);
	size_t room = room_of(&s);
	refuse(&s, 100, ENOMEM, "it does not fit");
	size_t at = s.arena.offset + padding_of(&s.arena);
	t_address block = block_of(&s, room / 2);
	expected("after a refusal, a block that fits begins where it would have begun "
		 "before: base + %zu",
		at);
	if (block != base_of(&s) + at)
		got("base + %td", distance_of(&s, block));
	call_free(&s);
}

ROW(alloc_size_zero)
{
	refuse_zero(live("a", 128));
}

ROW(alloc_dead)
{
	refuse_dead(live("a", 64));
}

/* Fails the row unless the block, which starts at `bytes`, still holds its number,
 * counted from 1, in each byte. */
static void expect_kept(
	const t_subject *s, const char *bytes, size_t start, size_t size, size_t number)
{
	char byte = (char)(number + 1);

	for (size_t at = 0; at < size; at++)
	{
		if (bytes[at] == byte)
			continue;
		show_arena(s);
		expected(
			"the block at base + %zu, of size %zu, holds what was written there: %d in each byte",
			start, size, byte);
		got("its byte %zu holds %d%s", at, bytes[at],
			bytes[at] == (char)(number + 2)
				? ", written to the next block: the two overlap"
				: "");
	}
}

typedef struct s_filling
{
	size_t start[512]; /* of each block, from base */
	size_t size[512];
	size_t count;
} t_filling;

static void expect_all_kept(const t_subject *s, const t_filling *filling, size_t from)
{
	for (size_t i = from; i < filling->count; i++)
		expect_kept(s, copy_of(base_of(s) + filling->start[i], filling->size[i]),
			filling->start[i], filling->size[i], i);
}

/* Fills the arena with blocks of odd sizes. */
static void fill(t_subject *s, t_filling *filling)
{
	while (filling->count < 512 && room_of(s) != 0)
	{
		size_t left = room_of(s);
		size_t size = left > 200 ? g_odd[filling->count % ODD] : left;
		t_address block = block_of(s, size);
		filling->start[filling->count] = block - base_of(s);
		filling->size[filling->count] = size;
		filling->count++;
		fill_memory(block, (unsigned char)filling->count, size);
		/* The block before is looked at at once, so that the report shows the
		 * calls that matter. */
		if (filling->count > 1)
			expect_all_kept(s, filling, filling->count - 2);
	}
}

ROW(alloc_every_byte)
{
	static t_filling filling;
	t_subject s = live("a", 5000);

	filling.count = 0;
	expect_size("a.offset", 0, s.arena.offset);
	expect_size("a.capacity", 5000, s.arena.capacity);
	fill(&s, &filling);
	expect_all_kept(&s, &filling, 0);
	call_free(&s);
}

/* Where a byte lies, seen from the block just given, or from none. */
static const char *where_is(t_address byte, t_address block, size_t size)
{
	if (block == 0)
		return "in an earlier block, or past all blocks";
	if (byte < block)
		return "in the padding before the block";
	return byte < block + size ? "in the block" : "past the block";
}

/* Fails the row unless bytes from to `to` - 1 still hold the pattern. */
static void expect_untouched(
	const t_subject *s, size_t from, size_t to, t_address block, size_t size)
{
	const unsigned char *bytes =
		(unsigned char *)copy_of(base_of(s) + from, to - from);

	for (size_t at = from; at < to; at++)
	{
		if (bytes[at - from] == 0xa5)
			continue;
		show_arena(s);
		expected(
			"arena_alloc writes nothing: the byte at base + %zu still holds 0xa5, as before the "
			"call",
			at);
		got("it holds 0x%02x; the byte lies %s", bytes[at - from],
			where_is(base_of(s) + at, block, size));
	}
}

/* An arena in which a write shows. */
static t_subject filled(size_t size)
{
	t_subject s = live("a", size);

	fill_memory(base_of(&s), 0xa5, size);
	tried("memset(%s.base, 0xa5, %zu)", s.name, size);
	answered(0, "so that every write shows");
	return s;
}

/* A block of many whole pages. */
static void give_pages(void)
{
	const size_t size = 4 << 20;
	t_subject s = filled(size);

	block_of(&s, 100);
	t_address block = block_of(&s, size - 5000);
	expect_untouched(&s, 0, size, block, size - 5000);
	call_free(&s);
}

ROW(alloc_writes_nothing)
{
	const size_t size = 20000;
	t_subject s = filled(size);

	for (size_t i = 0; i < 5 * ODD; i++)
	{
		size_t before = s.arena.offset;
		t_address block = block_of(&s, g_odd[i % ODD]);
		size_t behind = s.arena.offset + ARENA_ALIGN;
		expect_untouched(
			&s, before, behind < size ? behind : size, block, g_odd[i % ODD]);
	}
	/* Whole pages are still free then. */
	call_alloc(&s, SIZE_MAX);
	expect_untouched(&s, 0, size, 0, 0);
	call_free(&s);
	another_try();
	if (!row_is_watched())
		give_pages();
}

static int lies_in(t_address block, const t_subject *s)
{
	return block >= base_of(s) && block < base_of(s) + s->arena.capacity;
}

/* Fails the row unless the block lies in the arena that was asked for it. */
static void expect_in(t_address block, const t_subject *s, const t_subject *other)
{
	expected("the block from arena_alloc(&%s, 100) lies in arena %s", s->name,
		s->name);
	if (lies_in(block, other))
		got("it lies in arena %s", other->name);
	if (!lies_in(block, s))
		got("it lies in neither of the two arenas");
}

/* Memory that was given back is anybody's; what was mapped since is not. */
static void live_on(size_t size)
{
	another_try();
	t_subject a = live("a", size);
	call_free(&a);
	t_subject b = live("b", size);
	t_subject c = live("c", size);

	fill_memory(base_of(&b), 'b', size);
	fill_memory(base_of(&c), 'c', size);
	expect_filled(base_of(&b), size, 'b', "the memory of b");
	call_free(&b);
	call_free(&c);
}

static void make_many(void)
{
	t_subject s[MANY];

	another_try();
	for (size_t i = 0; i < MANY; i++)
		s[i] = live(numbered(i), 128);
	use_many(s);
	another_try();
	use_crowd(ARENA_INIT, ARENA_FREE, 0);
}

ROW(two_arenas)
{
	for (size_t size = 64; !row_is_watched() && size < 5000000; size *= 4)
		live_on(size);
	if (!row_is_watched())
		make_many();
	another_try();
	t_subject a = live("a", 256);
	t_subject b = live("b", 256);
	size_t at = padding_of(&b.arena);
	t_address of_a = block_of(&a, 100);

	expect_in(of_a, &a, &b);
	fill_memory(of_a, 'a', 100);
	size_t a_offset = a.arena.offset;
	t_address of_b = block_of(&b, 100);
	expect_in(of_b, &b, &a);
	fill_memory(of_b, 'b', 100);
	expected("the first block of b begins at b.base + %zu: b.offset was 0", at);
	if (of_b != base_of(&b) + at)
		got("b.base + %td%s", distance_of(&b, of_b),
			distance_of(&b, of_b) >= (ptrdiff_t)a_offset
				? ": b continues where a stopped"
				: "");
	expect_size("a.offset, which b's block does not move,", a_offset, a.arena.offset);
	expect_filled(of_a, 100, 'a', "the block of arena a");
	expect_filled(of_b, 100, 'b', "the block of arena b");
	call_free(&a);
	expect_filled(of_b, 100, 'b', "the block of arena b");
	block_of(&b, 100);
	call_free(&b);
}

/* Two arenas change places: what was known of a struct by its address is wrong then. */
static void change_places(size_t of_b)
{
	t_subject a = live("a", 256);
	t_subject b = live("b", 256);

	another_try();
	if (of_b != 0)
		block_of(&b, of_b);
	block_of(&a, 100);
	t_arena of_a = a.arena;
	write_memory(a.at, &b.arena, sizeof(a.arena));
	write_memory(b.at, &of_a, sizeof(b.arena));
	a.arena = b.arena;
	b.arena = of_a;
	noted("a and b swap places: now %zu bytes of a are used, and b has a block of 100",
		a.arena.offset);
	t_address first = block_of(&a, 20);
	expected("a's next block begins where a's used bytes end");
	if (first - base_of(&a) < of_b || first - base_of(&a) >= of_b + 2 * ARENA_ALIGN)
		got("base + %td", distance_of(&a, first));
	t_address second = block_of(&b, 20);
	expected("b's second block begins after its first, which has 100 bytes");
	if (second - base_of(&b) < 100)
		got("base + %td", distance_of(&b, second));
	freed(&a);
	freed(&b);
}

ROW(arena_moves)
{
	t_subject a = live("a", 256);
	t_subject b = subject("b");
	t_address first = block_of(&a, 20);

	write_memory(b.at, &a.arena, sizeof(a.arena));
	b.arena = a.arena;
	write_memory(a.at, &(t_arena){0}, sizeof(a.arena));
	tried("%s = a, and a's fields are zeroed", b.name);
	answered(0, "now the arena is in b");
	t_address second = block_of(&b, 20);
	expected(
		"the copy continues where the arena stopped: the next block follows the first");
	if (second < first + 20 || second > first + 20 + ARENA_ALIGN)
		got("a block that begins %td bytes after the start of the first",
			(ptrdiff_t)(second - first));
	expect_freed(&b, "the copy, which has all that it needs,");
	change_places(0);
	change_places(40);
}
