/* Rows of the heading memory. */

#include "kit.h"
#include "steps.h"

#include <string.h>
#include <unistd.h>

static const size_t g_sizes[] = {100, 4096, 4097, 5000, 100000, 2 << 20, (3 << 20) + 1};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))

ROW(free_unmaps_all)
{
	t_subject large = subject("d");

	for (size_t i = 0; i < SIZES; i++)
	{
		t_subject s = live("a", g_sizes[i]);
		labelled(&s, 1, "small");
		expect_all_unmapped(&s, g_sizes[i]);
		s = live("b", g_sizes[i]);
		labelled(&s, room_of(&s) / 2, "half");
		entered(&s);
		labelled(&s, 10, "of a scope");
		expect_all_unmapped(&s, g_sizes[i]);
	}
	if (!row_is_watched() && is_frugal(live("c", PROBE_SIZE), PROBE_SIZE) &&
		init_large(&large, LARGE_SIZE))
		expect_all_unmapped(&large, LARGE_SIZE);
}

ROW(free_only_its_own)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		t_subject s = live("a", g_sizes[i]);
		size_t size = g_sizes[(i + 1) % SIZES];
		t_subject other = live("b", size);
		t_mapping mapping;
		labelled(&s, 50, "of a");
		fill_memory(labelled(&other, 50, "of b"), 'b', 50);
		t_shot snapshot = snapped(&s);
		expect_own_unmapped(&s, &other, rounded(size));
		if (!ledger_holder(copy_in(&snapshot), 64, &mapping))
			got("the snapshot, which has a mapping of its own, was unmapped");
		expect_filled(base_of(&other), 50, 'b', "the block of tracer b");
		call_snapshot_free(&s, &snapshot);
		expect_all_unmapped(&other, rounded(size));
	}
}

/* Takes a snapshot of `used` bytes and gives it back: what is mapped then is what was
 * before. */
static void expect_given_back(size_t used)
{
	t_subject s = live("a", 200000);

	fill_memory(labelled(&s, used, "used"), 'u', used);
	size_t before = ledger_mapped();
	t_shot snapshot = snapped(&s);
	size_t mapped = ledger_mapped() - before;
	expected("the copy of %zu bytes is mapped in addition to the tracer", used);
	if (ledger_mapped() < before + used)
		got("%zu bytes more are mapped", mapped);
	freed_snapshot(&s, &snapshot);
	expected(
		"snapshot_free unmaps the %zu bytes that tracer_snapshot mapped for a copy of %zu, and no "
		"others",
		mapped, used);
	if (ledger_mapped() > before)
		got("%zu bytes of them are still mapped; a page has %d bytes",
			ledger_mapped() - before, getpagesize());
	if (ledger_mapped() < before)
		got("%zu bytes too many are unmapped", before - ledger_mapped());
	if (ledger_strays() != 0)
		got("munmap was called for %zu bytes that were not mapped",
			ledger_strays());
	expect_filled(base_of(&s), used, 'u', "the block");
	call_free(&s);
}

ROW(snapshot_unmaps_all)
{
	static const size_t sizes[] = {16, 4096, 4097, 8192, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		expect_given_back(sizes[i]);
}

/* Fails the row if more is mapped than that; after names what was done before. */
static void expect_mapped(size_t bytes, const char *after)
{
	if (ledger_mapped() <= bytes)
		return;
	expected("after %s the %zu bytes of the tracer are mapped, and no others", after,
		bytes);
	got("%zu bytes are mapped; a page has %d bytes", ledger_mapped(), getpagesize());
}

/* So many lives are stopped in between, to see what is mapped then. */
#define LIVES_LOOKED_AT 10

/* One life of a tracer, with a scope and two snapshots. */
static void live_and_die(size_t size)
{
	t_subject s = live("a", size);
	size_t mapped = ledger_mapped();
	t_shot empty = snapped(&s);

	entered(&s);
	fill_memory(labelled(&s, size / 2, "half"), 'x', size / 2);
	t_shot snapshot = snapped(&s);
	call_diff(&s, &snapshot, list_of(4, sizeof(t_range)), 4);
	left(&s, 1);
	call_snapshot_free(&s, &snapshot);
	call_snapshot_free(&s, &empty);
	expect_mapped(mapped, "both snapshots were freed");
	/* Size 0 is refused: what a failed tracer_init mapped, it must unmap. */
	t_subject none = subject("none");
	call_init(&none, 0);
	expect_mapped(mapped, "a tracer_init that returns -1");
	call_free(&s);
}

/* A call of a life, and what it returns. */
typedef struct s_lived
{
	const char *call;
	uint32_t step;
	uint64_t arguments[WINDOW_ARGUMENTS];
	int wanted;
} t_lived;

#define LIFE 11

/* What a life consists of that is not stopped in between. */
static void write_life(t_lived life[LIFE], size_t size)
{
	t_address a = stage(sizeof(t_tracer));
	t_address none = stage(sizeof(t_tracer));
	t_address empty = stage(sizeof(t_snapshot));
	t_address shot = stage(sizeof(t_snapshot));
	t_address diff = stage(sizeof(t_diff));
	const t_lived calls[LIFE] = {{"tracer_init", TRACER_INIT, {a, size}, 0},
		{"tracer_snapshot", TRACER_SNAPSHOT, {a, empty}, 0},
		{"tracer_enter", TRACER_ENTER, {a}, 0},
		{"tracer_alloc", TRACER_ALLOC, {a, size / 2, stage_string("half")}, 0},
		{"tracer_snapshot", TRACER_SNAPSHOT, {a, shot}, 0},
		{"tracer_diff", TRACER_DIFF, {a, shot, 0, 0, diff}, 0},
		{"tracer_leave", TRACER_LEAVE, {a, list_of(4, sizeof(t_entry)), 4}, 1},
		{"snapshot_free", TRACER_SNAPSHOT_FREE, {shot}, 0},
		{"snapshot_free", TRACER_SNAPSHOT_FREE, {empty}, 0},
		{"tracer_init of 0 bytes", TRACER_INIT, {none, 0}, -1},
		{"tracer_free", TRACER_FREE, {a}, 0}};

	memcpy(life, calls, sizeof(calls));
}

/* The same life, made in one turn. */
static void live_at_once(size_t size)
{
	t_lived life[LIFE];

	stage_clear();
	noted("a tracer of %zu bytes goes through the same calls as those before it",
		size);
	write_life(life, size);
	for (size_t i = 0; i < LIFE; i++)
		batch_add(life[i].step, life[i].arguments);
	const t_step *steps = batch_run(0, 0);
	for (size_t i = 0; i < LIFE; i++)
	{
		if (life[i].step == TRACER_ALLOC || (int)steps[i].value == life[i].wanted)
			continue;
		expected("%s returns %d, as in earlier lives", life[i].call,
			life[i].wanted);
		got("it returned %d, and errno is %s", (int)steps[i].value,
			errno_name(steps[i].error));
	}
}

ROW(many_lives)
{
	/* memcheck has seen all there is to see after a few; the promise is tried without
	 * it. */
	size_t lives = row_is_watched() ? LIVES_LOOKED_AT : 500;

	for (size_t life = 1; life <= lives; life++)
	{
		if (life <= LIVES_LOOKED_AT)
			live_and_die(100 + 7 * life);
		else
			live_at_once(100 + 7 * life);
		expect_nothing_mapped(life, lives);
	}
}
