/* Rows of the heading memory. */

#include "kit.h"
#include "mappings.h"
#include "steps.h"

#include <unistd.h>

static const size_t g_sizes[] = {100, 4096, 4097, 5000, 100000, 2 << 20, (3 << 20) + 1};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

ROW(free_unmaps_all)
{
	t_subject large = subject("e");

	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_subject s = live("a", g_sizes[i]);
		block_of(&s, 1);
		expect_all_unmapped(&s, g_sizes[i]);
		another_try();
		s = live("b", g_sizes[i]);
		block_of(&s, room_of(&s) / 2);
		expect_all_unmapped(&s, g_sizes[i]);
	}
	another_try();
	t_subject s = live("c", 5000);
	expect_all_unmapped(&s, 5000);
	another_try();
	if (row_is_watched() || !is_frugal(live("d", PROBE_SIZE), PROBE_SIZE))
		return;
	another_try();
	if (init_large(&large, LARGE_SIZE))
		expect_all_unmapped(&large, LARGE_SIZE);
}

ROW(free_only_its_own)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		size_t size = g_sizes[(i + 1) % SIZES];
		t_subject s = live("a", g_sizes[i]);
		t_subject other = live("b", size);
		fill_memory(block_of(&other, 1), 'b', 1);
		expect_own_unmapped(&s, &other, size);
		expect_all_unmapped(&other, size);
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
	expected("every call succeeds");
	if ((int)steps[0].value != 0 || steps[1].value == 0 || steps[2].value == 0 ||
		(int)steps[3].value != 0)
		got("the values %d, %#lx, %#lx and %d", (int)steps[0].value,
			(unsigned long)steps[1].value, (unsigned long)steps[2].value,
			(int)steps[3].value);
	answered(0, "every call succeeds");
}

ROW(thousand_lives)
{
	/* memcheck has seen all there is to see after a few; the promise is tried without
	 * it. */
	size_t lives = row_is_watched() ? 10 : 1200;
	t_subject s = subject("a");

	for (size_t life = 1; life <= lives; life++)
	{
		another_try();
		live_and_die(&s, 100 + 7 * life);
		expect_nothing_mapped(life, lives);
	}
}

ROW(alloc_touches_nothing)
{
	const size_t size = 4 << 20;

	expect_alloc_touches_nothing(live("a", 65536), 65536);
	another_try();
	t_subject s = live("b", size);

	expect_mapping(base_of(&s), size, "the arena");
	size_t before = resident_pages(base_of(&s), size);

	for (size_t used = 0; used < size / 16 * 15; used += size / 16)
		block_of(&s, size / 16);
	size_t after = resident_pages(base_of(&s), size);
	expected("arena_alloc makes no page of the arena resident: %zu before, %zu after",
		before, before);
	if (after > before)
		got("%zu pages of %d bytes are resident: arena_alloc touched them", after,
			getpagesize());
	call_free(&s);
}
