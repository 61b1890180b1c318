/* Rows of tracer_release. */

#include "kit.h"

#include <errno.h>

/* Wherever in a full ledger the entry stands. */
static void release_all(void)
{
	t_subject s = live("b", TRACER_BLOCKS * 16);

	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		block_of(&s, 16);
	for (size_t i = TRACER_BLOCKS; i-- > 0;)
	{
		released(&s, base_of(&s) + 16 * i);
		expect_state(&s, i, BLOCK_RELEASED, "it was released");
	}
	call_free(&s);
}

ROW(release_once)
{
	t_subject s = live("a", 256);
	t_address blocks[3];

	for (size_t i = 0; i < 3; i++)
		blocks[i] = block_of(&s, 20 + i);
	size_t offset = s.arena.offset;
	released(&s, blocks[1]);
	expect_in_ledger(&s, 0, (t_entry){0, 20, 0, BLOCK_LIVE, "block"});
	expect_in_ledger(&s, 1, (t_entry){32, 21, 0, BLOCK_RELEASED, "block"});
	expect_in_ledger(&s, 2, (t_entry){64, 22, 0, BLOCK_LIVE, "block"});
	released(&s, blocks[2]);
	released(&s, blocks[0]);
	expect_state(&s, 2, BLOCK_RELEASED, "it was released");
	expect_state(&s, 0, BLOCK_RELEASED, "it was released");
	expect_size("a.count, which a release does not change,", 3, s.arena.count);
	t_address next = labelled(&s, 16, "next");
	expected(
		"its memory is never allocated again: the next block begins at base + %zu",
		offset);
	if (next != base_of(&s) + offset)
		got("it begins at base + %td", distance_of(&s, next));
	call_free(&s);
	release_all();
}

void refuse_release(t_subject *s, t_address block, int error, const char *why)
{
	t_subject before = *s;
	int status = call_release(s, block);

	expect_refused(s, &before, "tracer_release", status, error, why);
}

ROW(release_twice)
{
	t_subject s = live("a", 256);
	t_address first = labelled(&s, 20, "first");
	t_address second = labelled(&s, 20, "second");

	released(&s, second);
	refuse_release(&s, second, EALREADY, "the block was already released");
	released(&s, first);
	refuse_release(&s, first, EALREADY, "the block was already released");
	refuse_release(&s, second, EALREADY, "the block was already released");
	call_free(&s);
}

ROW(release_stranger)
{
	t_subject s = live("a", 256);
	t_subject other = live("b", 256);
	t_address variable = stage_bytes(&(int){0}, sizeof(int));

	refuse_release(&s, base_of(&s), EINVAL, "no block has been allocated yet");
	t_address first = labelled(&s, 40, "first");
	t_address second = labelled(&s, 40, "second");
	t_address foreign = labelled(&other, 40, "other");
	refuse_release(&s, 0, EINVAL, "NULL is no block");
	refuse_release(&s, variable, EINVAL, "the address of a variable is no block");
	refuse_release(&s, foreign, EINVAL, "it is a block of another tracer");
	refuse_release(&s, first + 1, EINVAL, "the address is inside a block");
	refuse_release(&s, first + 16, EINVAL, "the address is inside a block");
	refuse_release(
		&s, first + 40, EINVAL, "the address is in the padding of a block");
	refuse_release(&s, second + 48, EINVAL, "no block has been allocated there yet");
	refuse_release(&s, first - 1, EINVAL, "the address is before the memory");
	released(&s, first);
	refuse_release(&s, first + 16, EINVAL,
		"the address is inside a block that was released");
	released(&s, second);
	call_free(&s);
	call_free(&other);
}

ROW(release_leaked)
{
	t_subject s = live("a", 256);

	entered(&s);
	t_address leaked = labelled(&s, 40, "leaked");
	t_address kept = labelled(&s, 40, "released");
	released(&s, kept);
	left(&s, 1);
	expect_state(&s, 0, BLOCK_LEAKED, "its scope was closed");
	refuse_release(&s, leaked, EINVAL, "the block leaked: it is no longer live");
	refuse_release(
		&s, kept, EALREADY, "the block was released before its scope was closed");
	call_free(&s);
}

ROW(release_outer_scope)
{
	t_subject s = live("a", 256);
	t_address outermost = labelled(&s, 8, "outermost");

	entered(&s);
	t_address outer = labelled(&s, 8, "outer");
	entered(&s);
	released(&s, outermost);
	released(&s, outer);
	expect_state(&s, 0, BLOCK_RELEASED, "it was released, in an inner scope");
	expect_state(&s, 1, BLOCK_RELEASED, "it was released, in an inner scope");
	left(&s, 0);
	left(&s, 0);
	call_free(&s);
}
