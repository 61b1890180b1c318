/* Rows of tracer_free, and of what the whole lesson leaves mapped. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <errno.h>
#include <string.h>

t_passed free_zeroes(void)
{
	t_entry leaks[4];
	t_subject s = live("t", 5000);

	block_of(&s, 16, "first");
	entered(&s);
	block_of(&s, 100, "second");
	call_leave(&s, leaks, 4);
	entered(&s);
	freed(&s);
	expect_dead(&s, "tracer_free");
	return row_passed();
}

t_passed free_twice(void)
{
	t_subject s = live("t", 64);

	block_of(&s, 16, "first");
	freed(&s);
	memset(&s.tracer, 0, sizeof(s.tracer));
	unsigned calls = ledger_calls(CALL_MUNMAP);
	expected("munmap is called for a live tracer");
	if (calls == 0)
		got("it was not called");
	freed(&s);
	expected("munmap is not called for a dead tracer");
	if (ledger_calls(CALL_MUNMAP) != calls)
		got("it was called %u times", ledger_calls(CALL_MUNMAP) - calls);
	expect_dead(&s, "tracer_free");
	return row_passed();
}

t_passed free_munmap_fails(void)
{
	static const int errors[] = {EINVAL, ENOMEM};

	for (size_t i = 0; i < 2; i++)
	{
		t_subject s = live("t", 4096);
		block_of(&s, 16, "first");
		ledger_fail(CALL_MUNMAP, 1, errors[i]);
		int status = call_free(&s);
		expect_failure(status, s.error, errors[i], "munmap was made to fail with this errno");
		ledger_reset();
	}
	return row_passed();
}

t_passed free_damaged(void)
{
	t_subject s = live("t", 4096);

	block_of(&s, 16, "first");
	s.tracer.offset = 1 << 20;
	s.tracer.count = TRACER_BLOCKS + 1;
	s.tracer.ledger[0].size = (size_t)-1;
	tried("offset, count and the first entry are damaged");
	answered(0, "tracer_free is promised all the same");
	freed(&s);
	expect_dead(&s, "tracer_free of a damaged tracer");
	expect_unmapped("tracer_free of a damaged tracer");
	return row_passed();
}

t_passed free_unmaps_all(void)
{
	static const size_t sizes[] = {1, 64, 4096, 4097, 5000, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		t_subject s = live("t", sizes[i]);
		block_of(&s, 1, "first");
		expected("mmap mapped the memory of the tracer");
		if (ledger_mapped() < sizes[i])
			got("it mapped %zu bytes", ledger_mapped());
		freed(&s);
		expect_unmapped("tracer_free");
	}
	return row_passed();
}

t_passed free_only_its_own(void)
{
	static const size_t sizes[] = {100, 4096, 5000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		t_mapping mapping;
		t_subject a = live("a", sizes[i]);
		t_subject b = live("b", sizes[i]);
		memset(block_of(&b, 50, "of b"), 'b', 50);
		t_snapshot snapshot = snapshot_of(&b);
		freed(&a);
		expected("munmap is called, and for pages of this tracer only");
		if (ledger_calls(CALL_MUNMAP) == 0)
			got("munmap was not called");
		if (ledger_strays() != 0)
			got("it was called for %zu bytes that nobody had mapped", ledger_strays());
		if (!ledger_holder(b.tracer.base, sizes[i], &mapping))
			got("pages of the other tracer, b, were unmapped");
		if (!ledger_holder(snapshot.copy, snapshot.size, &mapping))
			got("the snapshot of b was unmapped");
		call_snapshot_free(&b, &snapshot);
		call_free(&b);
	}
	return row_passed();
}

/* One life of a tracer: a scope, a leak, a snapshot. */
static void live_and_die(size_t size)
{
	t_entry leaks[2];
	t_subject s = live("t", size);

	entered(&s);
	released(&s, block_of(&s, size / 4, "released"));
	memset(block_of(&s, size / 4, "lost"), 'x', size / 4);
	t_snapshot snapshot = snapshot_of(&s);
	call_leave(&s, leaks, 2);
	dropped(&s, &snapshot);
	freed(&s);
}

t_passed many_lives(void)
{
	size_t lives = row_is_watched() ? 10 : 500;

	for (size_t life = 1; life <= lives; life++)
	{
		live_and_die(100 + 7 * life);
		expected("nothing is mapped after each of 500 lives of a tracer, with a snapshot each");
		if (ledger_mapped() != 0)
			got("%zu bytes are still mapped after life %zu", ledger_mapped(), life);
	}
	return row_passed();
}

/* Calls everything there is on a tracer whose every byte holds a pattern. */
static void use_everything(t_subject *s)
{
	t_entry leaks[4];
	t_range ranges[4];
	t_piece pieces[4];
	size_t length;

	block_of(s, 30, "first");
	entered(s);
	released(s, block_of(s, 50, "second"));
	block_of(s, 20, "third");
	t_snapshot snapshot = snapshot_of(s);
	call_leave(s, leaks, 4);
	call_diff(s, &snapshot, ranges, 4);
	call_blame(s, 0, 200, pieces, 4);
	call_check(s);
	call_alloc(s, (size_t)-1, "refused");
	call_dump(s, &length);
	dropped(s, &snapshot);
}

t_passed memory_is_the_owners(void)
{
	const size_t size = 512;
	t_subject s = live("t", size);

	memset(s.tracer.base, 0xa5, size);
	tried("memset(t.base, 0xa5, %zu)", size);
	answered(0, "so that a write shows");
	use_everything(&s);
	expect_filled(s.tracer.base, size, 0xa5, "the tracer's memory, which belongs to the blocks' owners");
	call_free(&s);
	return row_passed();
}
