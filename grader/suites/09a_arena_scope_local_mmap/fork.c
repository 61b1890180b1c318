/* Rows of the heading fork: what a child does with its copy is its own affair. */

#include "child.h"
#include "kit.h"

static void write_in_child(void *data)
{
	t_address block = *(t_address *)data;

	expect_string(block, "parent", "the child's copy of the block");
	write_string(block, "child");
	expect_string(block, "child", "after writing there, the child's block");
}

/* What an arena_free forgets everywhere is the affair of other rows. */
static int unmaps_all(size_t size)
{
	t_subject s = live("b", size);

	call_free(&s);
	int is_all = ledger_is_seen() && ledger_mapped() == 0;
	if (ledger_is_seen())
		ledger_reset();
	another_try();
	return is_all;
}

static int g_unmaps;

static void free_in_child(void *data)
{
	t_subject s = *(t_subject *)data;

	expect_freed(&s, "the child's copy");
	if (!g_unmaps)
		return;
	expected("after arena_free in a child nothing is mapped there");
	promise("Unmaps everything that arena_init mapped");
	if (ledger_mapped() != 0)
		got("%zu bytes are still mapped", ledger_mapped());
}

ROW(fork_copies_bytes)
{
	g_unmaps = unmaps_all(4096);
	t_subject s = live("a", 4096);
	t_address block = block_of(&s, 64);

	write_string(block, "parent");
	in_child(write_in_child, &block);
	expect_string(
		block, "parent", "after the child wrote to its copy, the parent's block");
	in_child(free_in_child, &s);
	expect_string(
		block, "parent", "after the child freed its copy, the parent's block");
	block_of(&s, 64);
	expect_freed(&s, "the parent's arena, afterwards,");
}

static void allocate_in_child(void *data)
{
	/* The child's struct is a copy, too. */
	t_subject s = *(t_subject *)data;

	for (size_t i = 0; i < 10; i++)
	{
		size_t behind = s.arena.offset;
		t_address block = block_of(&s, 100);
		fill_memory(block, 'c', 100);
		expected("the child's blocks follow one another");
		if (block < base_of(&s) + behind)
			got("block %zu begins at base + %td, before offset %zu", i + 1,
				distance_of(&s, block), behind);
	}
}

ROW(fork_child_allocates)
{
	t_subject s = live("a", 4096);

	block_of(&s, 40);
	fill_memory(base_of(&s), 'p', 4096);
	noted("memset(%s.base, 'p', 4096)", s.name);
	t_arena before = s.arena;
	in_child(allocate_in_child, &s);
	read_memory(s.at, &s.arena, sizeof(s.arena));
	expect_size("the parent's offset, after the child allocated 10 blocks,",
		before.offset, s.arena.offset);
	t_address block = block_of(&s, 100);
	/* Where exactly is the affair of other rows: the child took ten times as much. */
	expected(
		"the parent's next block follows its own, at base + %zu or shortly after",
		before.offset);
	if (block >= base_of(&s) + before.offset + 100)
		got("it begins at base + %td, after blocks that only the child took",
			distance_of(&s, block));
	expect_filled(
		block, 100, 'p', "the parent's next block, filled before the fork,");
	call_free(&s);
}
