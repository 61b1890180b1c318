/* Rows of the heading memory. */

#include "ledger.h"
#include "mappings.h"
#include "row.h"
#include "subject.h"

#include <string.h>
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
	return row_passed();
}

/* Frees an arena for which `own` bytes are mapped. Fails the row if munmap was called for
 * other bytes. */
static void expect_own_freed(t_subject *s, size_t own, t_subject *other, size_t size)
{
	t_mapping mapping;
	int was_held = ledger_holder(other->arena.base, size, &mapping);
	unsigned calls = ledger_calls(CALL_MUNMAP);
	size_t before = ledger_mapped();

	call_free(s);
	expected(
		"munmap is called for the %zu bytes that arena a has mapped, and for no other byte",
		own);
	if (ledger_calls(CALL_MUNMAP) == calls)
		got("munmap was not called");
	if (was_held && !ledger_holder(other->arena.base, size, &mapping))
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
		memset(block_of(&other, 1), 'b', 1);
		expect_own_freed(&s, own, &other, sizes[i]);
		call_free(&other);
	}
	return row_passed();
}

/* One life of an arena, used and freed. */
static void live_and_die(size_t size)
{
	t_subject s = live("a", size);

	memset(block_of(&s, size / 2), 'x', size / 2);
	block_of(&s, 1);
	call_free(&s);
}

ROW(thousand_lives)
{
	/* memcheck has seen all there is to see after a few; the promise is tried without
	 * it. */
	size_t lives = row_is_watched() ? 10 : 1000;

	for (size_t life = 1; life <= lives; life++)
	{
		another_try();
		live_and_die(100 + 7 * life);
		if (ledger_mapped() == 0)
			continue;
		expected("nothing is mapped after each of 1,000 lives of an arena");
		got("%zu bytes are still mapped after life %zu", ledger_mapped(), life);
	}
	return row_passed();
}

ROW(untouched_pages)
{
	const size_t size = 4 << 20;
	t_subject s = live("a", size);
	size_t before = resident_pages(s.arena.base, size);

	for (size_t used = 0; used < size / 16 * 15; used += size / 16)
		block_of(&s, size / 16);
	size_t after = resident_pages(s.arena.base, size);
	expected(
		"giving blocks makes no page of the arena resident: %zu before, %zu after",
		before, before);
	if (after > before)
		got("%zu pages of %d bytes are resident: arena_alloc touched them", after,
			getpagesize());
	call_free(&s);
	return row_passed();
}
