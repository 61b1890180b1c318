/* Rows of the heading memory. */

#include "expect.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "subject.h"

#include <string.h>
#include <unistd.h>

/* Frees the tracer, with whatever snapshot there was given back before. */
static void expect_freed(t_subject *s, size_t size)
{
	expected("mmap mapped the %zu bytes of the tracer", size);
	if (ledger_mapped() < size)
		got("it mapped %zu bytes", ledger_mapped());
	freed(s);
	expect_unmapped("tracer_free");
}

ROW(free_unmaps_all)
{
	static const size_t sizes[] = {100, 4096, 4097, 5000, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		t_subject s = live("a", sizes[i]);
		block_of(&s, 1, "small");
		expect_freed(&s, sizes[i]);
		s = live("b", sizes[i]);
		block_of(&s, room_of(&s.tracer) / 2, "half");
		entered(&s);
		block_of(&s, 10, "of a scope");
		expect_freed(&s, sizes[i]);
	}
	return row_passed();
}

ROW(free_only_its_own)
{
	static const size_t sizes[] = {100, 4096, 4097, 5000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		t_subject s = live("a", sizes[i]);
		t_subject other = live("b", sizes[i]);
		t_mapping mapping;
		block_of(&s, 50, "of a");
		memset(block_of(&other, 50, "of b"), 'b', 50);
		t_snapshot snapshot = snapped(&s);
		freed(&s);
		expected("munmap is called, and for pages of this tracer only");
		if (ledger_calls(CALL_MUNMAP) == 0)
			got("munmap was not called");
		if (ledger_strays() != 0)
			got("it was called for %zu bytes that nobody had mapped",
				ledger_strays());
		if (!ledger_holder(other.tracer.base, rounded(sizes[i]), &mapping))
			got("pages of the other tracer, b, were unmapped");
		if (!ledger_holder(snapshot.copy, 64, &mapping))
			got("the snapshot, which has a mapping of its own, was unmapped");
		expect_filled(other.tracer.base, 50, 'b', "the block of tracer b");
		call_snapshot_free(&s, &snapshot);
		call_free(&other);
	}
	return row_passed();
}

/* Takes a snapshot of `used` bytes and gives it back: what is mapped then is what was
 * before. */
static void expect_given_back(size_t used)
{
	t_subject s = live("a", 200000);

	memset(block_of(&s, used, "used"), 'u', used);
	size_t before = ledger_mapped();
	t_snapshot snapshot = snapped(&s);
	size_t mapped = ledger_mapped() - before;
	expected("the copy of %zu bytes is mapped beside the tracer", used);
	if (ledger_mapped() < before + used)
		got("%zu bytes more are mapped", mapped);
	freed_snapshot(&s, &snapshot);
	expected(
		"snapshot_free unmaps the %zu bytes that tracer_snapshot mapped for a copy of %zu, and no "
		"others",
		mapped, used);
	if (ledger_mapped() > before)
		got("%zu bytes of them are still mapped; a page has %d",
			ledger_mapped() - before, getpagesize());
	if (ledger_mapped() < before)
		got("%zu bytes too many are unmapped", before - ledger_mapped());
	if (ledger_strays() != 0)
		got("munmap was called for %zu bytes that nobody had mapped",
			ledger_strays());
	expect_filled(s.tracer.base, used, 'u', "the block");
	call_free(&s);
}

ROW(snapshot_unmaps_all)
{
	static const size_t sizes[] = {16, 4096, 4097, 8192, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		expect_given_back(sizes[i]);
	return row_passed();
}

/* Fails the row if more is mapped than that; after names what was done before. */
static void expect_mapped(size_t bytes, const char *after)
{
	if (ledger_mapped() <= bytes)
		return;
	expected("after %s the %zu bytes of the tracer are mapped, and no others", after,
		bytes);
	got("%zu bytes are mapped; a page has %d", ledger_mapped(), getpagesize());
}

/* One life of a tracer, with a scope and two snapshots. */
static void live_and_die(size_t size)
{
	t_subject s = live("a", size);
	size_t mapped = ledger_mapped();
	t_snapshot empty = snapped(&s);

	entered(&s);
	memset(block_of(&s, size / 2, "half"), 'x', size / 2);
	t_snapshot snapshot = snapped(&s);
	t_range changed[4];
	call_diff(&s, &snapshot, changed, 4);
	left(&s, 1);
	call_snapshot_free(&s, &snapshot);
	call_snapshot_free(&s, &empty);
	expect_mapped(mapped, "both snapshots were given back");
	/* Size 0 is refused: what a failed tracer_init mapped, it must unmap. */
	t_subject none = subject("none");
	call_init(&none, 0);
	expect_mapped(mapped, "a tracer_init that returns -1");
	call_free(&s);
}

ROW(many_lives)
{
	/* memcheck has seen all there is to see after a few; the promise is tried without
	 * it. */
	size_t lives = row_is_watched() ? 10 : 500;

	for (size_t life = 1; life <= lives; life++)
	{
		live_and_die(100 + 7 * life);
		if (ledger_mapped() == 0)
			continue;
		expected("nothing is mapped after each of 500 lives of a tracer");
		got("%zu bytes are still mapped after life %zu", ledger_mapped(), life);
	}
	return row_passed();
}
