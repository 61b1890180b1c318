/* Rows of the heading fork: what a child does with its copy is its own affair. */

#include "expect.h"
#include "row.h"
#include "subject.h"

#include <string.h>

static void write_in_child(void *data)
{
	expect_string(data, "parent", "the child's copy of the block");
	strcpy(data, "child");
	expect_string(data, "child", "after writing there, the child's block");
}

ROW(fork_copies_bytes)
{
	t_subject s = live("a", 4096);
	char *block = strcpy(block_of(&s, 64), "parent");

	in_child(write_in_child, block);
	expect_string(
		block, "parent", "after the child wrote to its copy, the parent's block");
	call_free(&s);
	return row_passed();
}

static void allocate_in_child(void *data)
{
	t_subject *s = data;

	for (size_t i = 0; i < 10; i++)
	{
		size_t behind = s->arena.offset;
		char *block = memset(block_of(s, 100), 'c', 100);
		expected("the child's blocks follow one another");
		if (block < (char *)s->arena.base + behind)
			got("block %zu begins at base + %td, before offset %zu", i + 1,
				block - (char *)s->arena.base, behind);
	}
}

ROW(fork_child_allocates)
{
	t_subject s = live("a", 4096);

	block_of(&s, 40);
	t_arena before = s.arena;
	in_child(allocate_in_child, &s);
	expect_size("the parent's offset, after the child allocated 10 blocks,",
		before.offset, s.arena.offset);
	char *block = block_of(&s, 100);
	/* Where exactly is the affair of other rows: the child took ten times as much. */
	expected("the parent's next block follows its own, at base + %zu or little later",
		before.offset);
	if (block >= (char *)s.arena.base + before.offset + 100)
		got("it begins at base + %td, behind blocks that only the child took",
			block - (char *)s.arena.base);
	expected("the parent's next block is all zero, as the kernel gave it");
	for (size_t i = 0; i < 100; i++)
		if (block[i] != 0)
			got("byte %zu is 0x%02x: the child's writes show in the parent",
				i, (unsigned char)block[i]);
	call_free(&s);
	return row_passed();
}

static void free_in_child(void *data)
{
	expect_freed(data, "the child's copy");
}

ROW(fork_child_frees)
{
	t_subject s = live("a", 4096);
	char *block = strcpy(block_of(&s, 64), "parent");

	in_child(free_in_child, &s);
	expect_string(
		block, "parent", "after the child freed its copy, the parent's block");
	block_of(&s, 64);
	expect_freed(&s, "the parent's arena, afterwards,");
	return row_passed();
}
