/* Rows of the heading memory. */

#include "memory.h"
#include "call.h"
#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "steps.h"
#include "subject.h"

#include <unistd.h>

/* Frees the arena. Fails the row where it did not work, or left pages mapped. */
static void expect_all_unmapped(t_subject *s, size_t size)
{
	size_t mapped = ledger_mapped();
	unsigned calls = ledger_calls(CALL_MUNMAP);

	expected("mmap mapped the %zu bytes of the arena", size);
	if (mapped < size)
		got("it mapped %zu bytes", mapped);
	int status = call_free(s);
	size_t left = ledger_mapped();
	expected(
		"arena_free returns 0 and unmaps all that arena_init mapped: %zu bytes, in pages of %d",
		mapped, getpagesize());
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s->error));
	if (left != 0 && ledger_calls(CALL_MUNMAP) == calls)
		got("it returned 0, but munmap was not called");
	if (left != 0)
		got("munmap was called, but %zu of the %zu bytes are still mapped", left,
			mapped);
}

ROW(free_unmaps_all)
{
	static const size_t sizes[] = {100, 4096, 4097, 5000, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		t_subject s = live("a", sizes[i]);
		block_of(&s, 1);
		expect_all_unmapped(&s, sizes[i]);
		another_try();
		s = live("b", sizes[i]);
		block_of(&s, room_of(&s.arena) / 2);
		expect_all_unmapped(&s, sizes[i]);
	}
	another_try();
	t_subject s = live("c", 5000);
	expect_all_unmapped(&s, 5000);
}

/* Frees an arena for which `own` bytes are mapped. Fails the row if munmap was called for
 * other bytes. */
static void expect_own_freed(t_subject *s, size_t own, t_subject *other, size_t size)
{
	t_mapping mapping;
	int was_held = ledger_holder(base_of(other), size, &mapping);
	unsigned calls = ledger_calls(CALL_MUNMAP);
	size_t before = ledger_mapped();

	call_free(s);
	expected(
		"munmap is called for the %zu bytes that arena a has mapped, and for no other byte",
		own);
	if (ledger_calls(CALL_MUNMAP) == calls)
		got("munmap was not called");
	if (was_held && !ledger_holder(base_of(other), size, &mapping))
		got("pages of the other arena, b, were unmapped");
	if (ledger_strays() != 0)
		got("munmap was called for %zu bytes: %zu of them nobody had mapped",
			before - ledger_mapped() + ledger_strays(), ledger_strays());
}

ROW(free_only_its_own)
{
	static const size_t sizes[] = {100, 4096, 4097, 5000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		size_t before = ledger_mapped();
		t_subject s = live("a", sizes[i]);
		size_t own = ledger_mapped() - before;
		t_subject other = live("b", sizes[i]);
		fill_memory(block_of(&other, 1), 'b', 1);
		expect_own_freed(&s, own, &other, sizes[i]);
		call_free(&other);
	}
}

/* One life of an arena, used and freed: all in one turn. */
static void live_and_die(const t_subject *s, size_t size)
{
	tried("arena_init(&%s, %zu), two blocks, arena_free(&%s)", s->name, size,
		s->name);
	BATCH(ARENA_INIT, s->at, size);
	BATCH(ARENA_ALLOC, s->at, size / 2);
	BATCH(ARENA_ALLOC, s->at, 1);
	BATCH(ARENA_FREE, s->at);
	const t_step *steps = batch_run(0, 0);
	expected("each call succeeds");
	if ((int)steps[0].value != 0 || steps[1].value == 0 || steps[2].value == 0 ||
		(int)steps[3].value != 0)
		got("the values %d, %#lx, %#lx and %d", (int)steps[0].value,
			(unsigned long)steps[1].value, (unsigned long)steps[2].value,
			(int)steps[3].value);
	answered(0, "each succeeds");
}

ROW(thousand_lives)
{
	/* memcheck has seen all there is to see after a few; the promise is tried without
	 * it. */
	size_t lives = row_is_watched() ? 10 : 1000;
	t_subject s = subject("a");

	for (size_t life = 1; life <= lives; life++)
	{
		another_try();
		live_and_die(&s, 100 + 7 * life);
		if (ledger_mapped() == 0)
			continue;
		expected("nothing is mapped after each of 1,000 lives of an arena");
		got("%zu bytes are still mapped after life %zu", ledger_mapped(), life);
	}
}

ROW(untouched_pages)
{
	const size_t size = 4 << 20;
	t_subject s = live("a", size);

	expect_mapping(base_of(&s), size, "the arena");
	size_t before = resident_pages(base_of(&s), size);

	for (size_t used = 0; used < size / 16 * 15; used += size / 16)
		block_of(&s, size / 16);
	size_t after = resident_pages(base_of(&s), size);
	expected(
		"giving blocks makes no page of the arena resident: %zu before, %zu after",
		before, before);
	if (after > before)
		got("%zu pages of %d bytes are resident: arena_alloc touched them", after,
			getpagesize());
	call_free(&s);
}
