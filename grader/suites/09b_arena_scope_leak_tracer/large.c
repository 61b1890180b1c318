/* Numbers that 32 bits cannot hold. */

#include "kit.h"

#include <errno.h>

#define CAPACITY ((size_t)64 << 30)
#define BLOCKS 4

static const size_t g_sizes[BLOCKS] = {
	((size_t)1 << 31) + 1, 5, ((size_t)1 << 32) + 1, 70000};

/* A tracer whose fields are written by hand: for calls that touch no memory. */
static t_subject far_tracer(void)
{
	t_subject s = subject("a");
	const t_tracer wanted = {.base = (void *)NOWHERE, .capacity = CAPACITY};

	change_tracer(&s, &wanted);
	noted("%s is set to base %#lx, capacity %zu, all else zero", s.name, NOWHERE,
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
	expect_fault(&s, FAULT_NONE, "large numbers are no fault");
	refuse(&s, CAPACITY - s.arena.offset + 1, ENOMEM,
		"it is one byte more than is left");
	for (size_t i = 0; i < BLOCKS; i++)
		expect_one_piece(&s, (t_range){starts[i], g_sizes[i]}, PLACE_BLOCK, i);
	/* Its low 32 bits are those of a block. */
	refuse_release(&s, base_of(&s) + ((size_t)1 << 32), EINVAL,
		"no block begins 4 GiB after base");
	released(&s, base_of(&s) + starts[2]);
	expect_state(&s, 2, BLOCK_RELEASED, "it was released");
	left(&s, BLOCKS - 1);
	expect_state(&s, 3, BLOCK_LEAKED, "it was live when its scope was closed");
	t_diff diff = call_diff(&s, &shot, 0, 0);
	expect_size("grown, since a snapshot of no bytes,", s.arena.offset, diff.grown);
	expect_fault(&s, FAULT_NONE, "large numbers are no fault");
}
