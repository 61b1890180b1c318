/* Numbers that 32 bits cannot hold. */

#include "kit.h"

#include <errno.h>

/* An address at which nothing is. */
#define FAR 0x100000000000ul
#define CAPACITY ((size_t)64 << 30)
#define BLOCKS 4

static const size_t g_sizes[BLOCKS] = {
	((size_t)1 << 31) + 1, 5, ((size_t)1 << 32) + 1, 70000};

/* A tracer whose fields are written by hand: for calls that touch no memory. */
static t_subject far_tracer(void)
{
	t_subject s = subject("a");
	const t_tracer wanted = {.base = (void *)FAR, .capacity = CAPACITY};

	change_tracer(&s, &wanted);
	noted("%s is set to base %#lx, capacity %zu, all else zero", s.name, FAR,
		CAPACITY);
	return s;
}

static void give(t_subject *s, size_t index, size_t at)
{
	size_t size = g_sizes[index];
	t_address block = labelled(s, size, "large");

	expected("the block begins at base + %zu, where the offset was", at);
	if (block != base_of(s) + at)
		got("it begins at base + %td", distance_of(s, block));
	expect_size("a.offset", at + rounded(size), s->arena.offset);
	expect_in_ledger(s, index, (t_entry){at, size, 1, BLOCK_LIVE, "large"});
}

static void expect_sound(t_subject *s)
{
	t_fault fault = call_check(s);

	expected("tracer_check finds no fault");
	if (fault != FAULT_NONE)
		got("%s", fault_name(fault));
}

/* The block, and all of its bytes, are found where it is. */
static void expect_blamed(t_subject *s, size_t index, size_t at)
{
	const t_range range = {at, g_sizes[index]};
	t_address list = list_of(2, sizeof(t_piece));
	size_t count = call_blame(s, range, list, 2);
	t_piece piece;

	read_memory(list, &piece, sizeof(piece));
	expected(
		"the bytes of block %zu are one piece of it: %zu bytes from base + %zu on",
		index, range.size, range.start);
	if (count != 1)
		got("%zu pieces", count);
	if (piece.place != PLACE_BLOCK || piece.block != index ||
		piece.range.start != range.start || piece.range.size != range.size)
		got("%zu bytes from base + %zu on, of block %zu", piece.range.size,
			piece.range.start, piece.block);
}

/* Its low 32 bits are those of a block. */
static void expect_stranger(t_subject *s, t_address address)
{
	t_subject before = *s;
	int status = call_release(s, address);

	expect_refused(s, &before, "tracer_release", status, EINVAL,
		"no block begins 4 GiB behind base");
}

ROW(large_numbers)
{
	t_subject s = far_tracer();
	t_shot shot = snapped(&s);
	size_t starts[BLOCKS];

	entered(&s);
	for (size_t i = 0; i < BLOCKS; i++)
	{
		starts[i] = s.arena.offset;
		give(&s, i, starts[i]);
	}
	expect_sound(&s);
	refuse(&s, CAPACITY - s.arena.offset + 1, ENOMEM,
		"it is one byte more than is left");
	for (size_t i = 0; i < BLOCKS; i++)
		expect_blamed(&s, i, starts[i]);
	expect_stranger(&s, base_of(&s) + ((size_t)1 << 32));
	released(&s, base_of(&s) + starts[2]);
	expect_state(&s, 2, BLOCK_RELEASED, "it was released");
	left(&s, BLOCKS - 1);
	expect_state(&s, 3, BLOCK_LEAKED, "it was live when its scope was left");
	t_diff diff = call_diff(&s, &shot, 0, 0);
	expect_size("grown, since a snapshot of no bytes,", s.arena.offset, diff.grown);
	expect_sound(&s);
}
