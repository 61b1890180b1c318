/* Rows of arena_cut. */

#include "objects.h"
#include "sizes.h"

#include <string.h>

static const size_t g_odd[] = {1, 15, 16, 17, 31, 3, 64, 100, 7, 33, 5, 250};

#define ODD (sizeof(g_odd) / sizeof(*g_odd))

/* An arena whose fields are set by hand: for calls that touch no memory. */
static t_placed set(const char *name, t_address base, size_t offset, size_t capacity)
{
	t_placed p = placed(name);

	p.arena = (t_arena){(void *)base, offset, capacity};
	write_memory(p.at, &p.arena, sizeof(p.arena));
	noted("%s has base %#lx, offset %zu, capacity %zu", name, (unsigned long)base,
		offset, capacity);
	return p;
}

static size_t next_offset(const t_arena *a)
{
	t_address base = (t_address)a->base;

	return (base + a->offset + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN - base;
}

/* Cuts, and fails the row unless the cut is where it belongs. Returns it. */
static t_placed expect_cut(t_placed *from, size_t size, const char *name)
{
	size_t at = next_offset(&from->arena);
	t_placed cut = cut_of(from, size, name);

	expected("the cut begins at %s.base + %zu", from->name, at);
	if ((t_address)cut.arena.base != (t_address)from->arena.base + at)
		got("it begins at %s.base + %td", from->name,
			(ptrdiff_t)((t_address)cut.arena.base -
				    (t_address)from->arena.base));
	expected("%s.offset is %zu, where the cut ends", from->name, at + size);
	if (from->arena.offset != at + size)
		got("%s.offset is %s", from->name, size_words(from->arena.offset));
	return cut;
}

/* In memory, so that a cut that touches it loses the row that says so. */
ROW(cut_begins)
{
	occupy(NOWHERE, PAGE, 'n');
	t_placed a = set("a", NOWHERE, 0, 4096);

	for (size_t i = 0; i < ODD; i++)
		expect_cut(&a, g_odd[i], "c");
	leave(NOWHERE, PAGE);
}

ROW(cut_fields)
{
	t_placed a = set("a", NOWHERE, 0, 4096);

	for (size_t i = 0; i < ODD; i++)
	{
		t_placed c = cut_of(&a, g_odd[i], "c");
		expect_size("c.offset", 0, c.arena.offset);
		expect_size("c.capacity", g_odd[i], c.arena.capacity);
		expect_size("a.capacity", 4096, a.arena.capacity);
	}
}

/* A cut whose base is no multiple of 16 is none that arena_cut makes; but a cut's end is
 * one only by chance. */
ROW(cut_of_cut)
{
	t_placed a = set("a", NOWHERE, 0, 1000);

	expect_cut(&a, 20, "z");
	t_placed b = expect_cut(&a, 500, "b");
	t_placed c = expect_cut(&b, 77, "c");

	expect_cut(&c, 5, "d");
	expect_cut(&c, 40, "e");
	expect_cut(&b, 100, "f");
	expect_cut(&a, 400, "g");
	expect_size("b.offset", 180, b.arena.offset);
}

typedef struct s_taken
{
	size_t at;
	size_t size;
	unsigned char mark;
} t_taken;

/* Real memory this time: what is written to one cut shows in no other. */
ROW(cuts_share_no_byte)
{
	t_taken taken[2 * ODD];
	size_t count = 0;
	t_placed a = live_arena("a", NOWHERE, 4096);
	t_placed b = cut_of(&a, 1000, "b");

	for (size_t i = 0; i < ODD; i++)
	{
		t_placed *from = i % 2 == 0 ? &a : &b;
		t_placed c = cut_of(from, g_odd[i], i % 2 == 0 ? "c" : "d");
		t_address base = (t_address)c.arena.base;
		expected("the cut is inside a");
		if (base < NOWHERE || base + g_odd[i] > NOWHERE + 4096)
			got("it begins at %#lx", (unsigned long)base);
		taken[count] =
			(t_taken){base - NOWHERE, g_odd[i], (unsigned char)('A' + count)};
		fill_memory(base, taken[count].mark, g_odd[i]);
		count++;
	}
	for (size_t i = 0; i < count; i++)
		expect_filled(NOWHERE + taken[i].at, taken[i].size, taken[i].mark,
			"a cut that was filled before the others were made");
	unmap(NOWHERE, 4096);
}

/* The cut fails with this errno, and changes nothing but its own struct. */
static void refuse(t_placed *from, size_t size, int error, const char *why)
{
	t_placed cut = placed("c");
	t_arena before = from->arena;
	int status = call_cut(from, size, &cut);

	expect_failure(status, cut.error, error, why);
	expect_same_arena(from, &before, "a failure");
	expect_dead_arena(&cut, "a failure");
}

ROW(cut_fits_exactly)
{
	static const size_t firsts[] = {16, 1, 15, 17, 100};

	for (size_t i = 0; i < sizeof(firsts) / sizeof(*firsts); i++)
	{
		another_try();
		t_placed a = set("a", NOWHERE, 0, 4096);
		expect_cut(&a, firsts[i], "b");
		size_t room = 4096 - next_offset(&a.arena);
		refuse(&a, room + 1, ENOMEM, "one byte too many for what is left");
		expect_cut(&a, room, "d");
		expect_size("a.offset", 4096, a.arena.offset);
		refuse(&a, 1, ENOMEM, "nothing is left");
	}
	another_try();
	t_placed a = set("a", NOWHERE, 0, 1);
	expect_cut(&a, 1, "b");
}

ROW(cut_padding_counts)
{
	t_placed a = set("a", NOWHERE, 0, 100);

	expect_cut(&a, 81, "b");
	refuse(&a, 6, ENOMEM, "19 bytes are left, and the padding takes 15");
	refuse(&a, 19, ENOMEM, "19 bytes are left, and the padding takes 15");
	expect_cut(&a, 3, "c");
	another_try();
	t_placed d = set("d", NOWHERE, 0, 100);
	expect_cut(&d, 97, "e");
	refuse(&d, 1, ENOMEM, "3 bytes are left, and the padding would take 15");
}

ROW(cut_huge)
{
	t_size sizes[WRAPPING_SIZES];
	t_placed a = set("a", NOWHERE, 0, 4096);

	expect_cut(&a, 100, "b");
	wrapping_sizes(a.arena.base, a.arena.offset, sizes);
	for (size_t i = 0; i < WRAPPING_SIZES; i++)
	{
		another_try();
		if (sizes[i].size > 4096)
			refuse(&a, sizes[i].size, ENOMEM, sizes[i].why);
	}
}

ROW(cut_refuses)
{
	static const size_t sizes[] = {0, 1, 64, SIZE_MAX};
	t_placed a = set("a", NOWHERE, 0, 4096);
	t_placed dead = set("dead", 0, 0, 0);

	expect_cut(&a, 100, "b");
	refuse(&a, 0, EINVAL, "a cut cannot have 0 bytes");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		refuse(&dead, sizes[i], EINVAL, "nothing can be cut from a dead arena");
	}
}

ROW(cut_large)
{
	const size_t gib = (size_t)1 << 30;
	t_placed a = set("a", NOWHERE, 5 * gib + 1, 20 * gib);

	expect_cut(&a, 100, "b");
	expect_cut(&a, 5 * gib + 3, "c");
	refuse(&a, 10 * gib, ENOMEM, "less than 10 GiB are left");
	refuse(&a, 12 * gib + 16, ENOMEM, "less than 10 GiB are left");
	expect_cut(&a, 9 * gib, "d");
}

/* In memory that nobody can touch. */
ROW(cut_touches_nothing)
{
	t_placed a = live_arena("a", NOWHERE, 16 * PAGE);

	protect_pages(NOWHERE, 16 * PAGE, PROT_NONE);
	noted("nobody can touch the memory");
	unsigned maps = ledger_is_seen() ? ledger_calls(CALL_MMAP) : 0;
	t_placed b = cut_of(&a, 5000, "b");
	cut_of(&b, 100, "c");
	cut_of(&a, 100, "d");
	t_placed e = placed("e");
	call_cut(&a, 16 * PAGE, &e);
	expected("arena_cut maps nothing");
	if (ledger_is_seen() && ledger_calls(CALL_MMAP) != maps)
		got("it called mmap");
	unmap(NOWHERE, 16 * PAGE);
}
