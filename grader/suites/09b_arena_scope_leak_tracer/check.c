/* Rows of tracer_check. The tracer is damaged in its struct alone, and made whole before
 * it is freed. */

#include "kit.h"

#include <stdint.h>
#include <string.h>

void expect_fault(t_subject *s, t_fault wanted, const char *why)
{
	t_fault fault = call_check(s);

	expected("%s: %s", fault_name(wanted), why);
	if (fault != wanted)
		got("%s; offset %s, capacity %zu, depth %s, count %s", fault_name(fault),
			size_words(s->arena.offset), s->arena.capacity,
			size_words(s->arena.depth), size_words(s->arena.count));
}

/*
 * Four blocks in 256 bytes, of which the second is released and the third leaked; one
 * scope is open, and the fourth block is its own. Sound, and told so: who accuses
 * everyone is told apart.
 */
static t_subject sound(void)
{
	t_subject s = live("a", 256);

	labelled(&s, 40, "live");
	released(&s, labelled(&s, 16, "released"));
	entered(&s);
	labelled(&s, 5, "leaked");
	leaked(&s, 2);
	labelled(&s, 100, "of a scope");
	expect_fault(&s, FAULT_NONE, "nothing is wrong with this tracer");
	return s;
}

/* The tracer as it was is kept; what a row damages next is a copy of it. */
static void damage_is(t_subject *s, t_tracer damaged, t_fault wanted, const char *why)
{
	t_tracer whole = s->arena;

	/* Then entries that nobody wrote are there to be looked at. */
	if (row_is_watched() && damaged.count > whole.count)
		CALL(STEP_DEFINED, s->at, sizeof(t_tracer));
	change_tracer(s, &damaged);
	tried("the row damages %s", s->name);
	answered(0, "%s", why);
	expect_fault(s, wanted, why);
	change_tracer(s, &whole);
}

/* Changes one place of a copy of the tracer, and expects the fault. */
#define DAMAGE(s, place, value, fault, why)                                              \
	do                                                                               \
	{                                                                                \
		t_tracer damaged_ = (s)->arena;                                          \
		damaged_.place = (value);                                                \
		damage_is((s), damaged_, (fault), (why));                                \
	} while (0)

/* What it returns and lists is the affair of other rows. */
static void close_scope(t_subject *s)
{
	call_leave(s, list_of(TRACER_BLOCKS, sizeof(t_entry)), TRACER_BLOCKS);
}

static void check_full(void)
{
	t_subject s = live("b", TRACER_BLOCKS * 16);

	for (size_t i = 0; i < TRACER_BLOCKS; i++)
	{
		if (i % 8 == 0)
			entered(&s);
		if (i == TRACER_BLOCKS - 1)
			expect_fault(&s, FAULT_NONE,
				"eight scopes are open, which is the most there can be");
		labelled(&s, 1 + i % 16, i % 2 == 0 ? "fifteen bytes.." : "");
	}
	expect_fault(&s, FAULT_NONE,
		"the ledger is full: 64 entries are the most it can have");
	call_alloc(&s, 16);
	call_enter(&s);
	expect_fault(&s, FAULT_NONE,
		"one more block and one more scope were refused, and refusals change nothing");
	for (size_t i = 0; i < TRACER_SCOPES; i++)
		close_scope(&s);
	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		expect_state(&s, i, BLOCK_LEAKED, "its scope was closed");
	expect_fault(&s, FAULT_NONE, "all scopes are closed, and all blocks leaked");
	call_free(&s);
}

ROW(check_honest)
{
	t_subject s = sound();

	DAMAGE(&s, offset, 272, FAULT_OFFSET_BEYOND,
		"the offset, 272, is greater than the capacity, 256");
	call_release(&s, base_of(&s));
	close_scope(&s);
	expect_state(&s, 3, BLOCK_LEAKED, "its scope was closed");
	expect_fault(&s, FAULT_NONE,
		"the blocks of a closed scope are released or leaked, and that is no damage");
	call_free(&s);
	expect_dead(&s, "tracer_free", PROMISE_FREED);
	expect_fault(&s, FAULT_NONE, "a dead tracer is sound");
	s = live("c", 1);
	expect_fault(&s, FAULT_NONE, "it has no block yet");
	labelled(&s, 1, "all of it");
	expect_fault(&s, FAULT_NONE, "all of it is used");
	call_free(&s);
	check_full();
}

ROW(check_offset)
{
	t_subject s = sound();
	size_t offset = s.arena.offset;

	DAMAGE(&s, offset, 272, FAULT_OFFSET_BEYOND,
		"the offset, 272, is greater than the capacity, 256");
	DAMAGE(&s, offset, SIZE_MAX - 15, FAULT_OFFSET_BEYOND,
		"the offset is SIZE_MAX - 15");
	DAMAGE(&s, capacity, 128, FAULT_OFFSET_BEYOND,
		"the capacity, 128, is less than the offset");
	DAMAGE(&s, offset, offset + 1, FAULT_OFFSET_MISALIGNED,
		"the offset, 193, is one too many");
	DAMAGE(&s, offset, offset - 1, FAULT_OFFSET_MISALIGNED,
		"the offset, 191, is one too few");
	DAMAGE(&s, offset, offset + 8, FAULT_OFFSET_MISALIGNED,
		"the offset, 200, is a multiple of 8 only");
	DAMAGE(&s, offset, 255, FAULT_OFFSET_MISALIGNED, "the offset is 255");
	call_free(&s);
}

ROW(check_elsewhere)
{
	t_subject s = sound();
	size_t offset = s.arena.offset;

	DAMAGE(&s, offset, offset + 16, FAULT_OFFSET_ELSEWHERE,
		"the offset, 208, is beyond the last block's end, 192");
	DAMAGE(&s, offset, 256, FAULT_OFFSET_ELSEWHERE,
		"the offset equals the capacity, but memory is left");
	DAMAGE(&s, offset, offset - 16, FAULT_OFFSET_ELSEWHERE,
		"the offset, 176, is before the last block's end, 192");
	DAMAGE(&s, offset, 0, FAULT_OFFSET_ELSEWHERE,
		"the offset is 0, and there are blocks");
	DAMAGE(&s, count, 3, FAULT_OFFSET_ELSEWHERE,
		"count is 3: the last block ends at 80, and the offset is 192");
	DAMAGE(&s, count, 0, FAULT_OFFSET_ELSEWHERE, "count is 0, and the offset is 192");
	DAMAGE(&s, ledger[3].size, 84, FAULT_OFFSET_ELSEWHERE,
		"the last block ends at 176, and the offset is 192");
	DAMAGE(&s, ledger[3].size, 176, FAULT_OFFSET_ELSEWHERE,
		"the last block ends at 256, the capacity, and the offset is 192");
	call_free(&s);
}

ROW(check_order)
{
	t_subject s = sound();
	t_tracer damaged = s.arena;

	damaged.ledger[0].size = 0;
	damaged.offset = 208;
	damage_is(&s, damaged, FAULT_LEDGER,
		"entry 0 has size 0; the offset, 208, is elsewhere too");
	damaged.offset = 200;
	damage_is(&s, damaged, FAULT_OFFSET_MISALIGNED,
		"the offset, 200, is misaligned; it is elsewhere too, and entry 0 has size 0");
	damaged.offset = 264;
	damage_is(&s, damaged, FAULT_OFFSET_BEYOND,
		"the offset, 264, is beyond; it is misaligned too, and entry 0 has size 0");
	damaged = s.arena;
	damaged.count = SIZE_MAX;
	damaged.offset = 193;
	damage_is(&s, damaged, FAULT_OFFSET_MISALIGNED,
		"the offset, 193, is misaligned; count is SIZE_MAX too");
	damaged.offset = 257;
	damage_is(&s, damaged, FAULT_OFFSET_BEYOND,
		"the offset, 257, is beyond; count is SIZE_MAX too");
	call_free(&s);
}

/* A full and sound ledger: who counts on to entry 64, or goes on behind the last label,
 * reads what there is not, and dies of it. */
static t_subject full_at_the_edge(void)
{
	t_subject s = live("b", 4096);

	for (size_t i = 0; i < TRACER_BLOCKS; i++)
		labelled(&s, 16, "one of 64");
	return at_the_edge(&s);
}

static void check_count_at_the_edge(void)
{
	t_subject edge = full_at_the_edge();

	DAMAGE(&edge, count, TRACER_BLOCKS + 1, FAULT_LEDGER,
		"count is 65, but there is no entry 64 to read");
	DAMAGE(&edge, count, SIZE_MAX, FAULT_LEDGER,
		"count is SIZE_MAX, but there is no entry 64 to read");
	call_free(&edge);
	off_the_edge(&edge);
}

ROW(check_counts)
{
	static const size_t counts[] = {TRACER_BLOCKS + 1, TRACER_BLOCKS * 2, 1 << 20,
		(size_t)1 << 32, SIZE_MAX / 2 + 1, SIZE_MAX};
	static const size_t depths[] = {TRACER_SCOPES + 1, TRACER_SCOPES * 2,
		(size_t)1 << 32, SIZE_MAX / 2 + 1, SIZE_MAX};
	t_subject s = live("b", 256);

	/* Also where there is no entry to look at. */
	DAMAGE(&s, depth, TRACER_SCOPES + 1, FAULT_LEDGER,
		"depth is more than TRACER_SCOPES, 8");
	call_free(&s);
	s = sound();
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		DAMAGE(&s, count, counts[i], FAULT_LEDGER,
			"count is more than TRACER_BLOCKS, 64");
	for (size_t i = 0; i < sizeof(depths) / sizeof(*depths); i++)
		DAMAGE(&s, depth, depths[i], FAULT_LEDGER,
			"depth is more than TRACER_SCOPES, 8");
	call_free(&s);
	check_count_at_the_edge();
}

static void check_places(t_subject *s)
{
	DAMAGE(s, ledger[0].offset, 16, FAULT_LEDGER,
		"the first block begins at 16, not at 0");
	DAMAGE(s, ledger[3].offset, 96, FAULT_LEDGER,
		"block 3, the last, begins at 96, and block 2 ends at 80");
	DAMAGE(s, ledger[3].offset, 64, FAULT_LEDGER,
		"block 3, the last, begins at 64, and block 2 ends at 80");
	DAMAGE(s, ledger[1].offset, 64, FAULT_LEDGER,
		"block 1 begins at 64, and block 0 ends at 48");
	DAMAGE(s, ledger[1].offset, 40, FAULT_LEDGER,
		"block 1 begins at 40, and block 0 ends at 48");
	DAMAGE(s, ledger[2].offset, 0, FAULT_LEDGER,
		"block 2 begins at 0, and block 1 ends at 64");
	DAMAGE(s, ledger[3].offset, SIZE_MAX - 15, FAULT_LEDGER,
		"block 3, the last, begins at SIZE_MAX - 15, and block 2 ends at 80");
	DAMAGE(s, ledger[0].size, 56, FAULT_LEDGER,
		"block 0 ends at 64, and block 1 begins at 48");
	DAMAGE(s, ledger[0].size, 20, FAULT_LEDGER,
		"block 0 ends at 32, and block 1 begins at 48");
	DAMAGE(s, ledger[3].size, 177, FAULT_LEDGER,
		"the last block ends one byte beyond the capacity");
	DAMAGE(s, ledger[3].size, 1000, FAULT_LEDGER,
		"the last block ends beyond the capacity");
}

ROW(check_places_of_blocks)
{
	t_subject s = sound();

	check_places(&s);
	t_tracer damaged = s.arena;
	damaged.count = 1;
	damaged.ledger[0].offset = 16;
	damaged.offset = 64;
	damage_is(&s, damaged, FAULT_LEDGER,
		"the only block begins at 16, not at 0, and the offset is where it ends");
	call_free(&s);
}

#define LAST_LABEL offsetof(t_tracer, ledger[TRACER_BLOCKS - 1].label)

static void check_label_at_the_edge(void)
{
	t_subject edge = full_at_the_edge();
	t_tracer damaged = edge.arena;

	/* With the bytes that fill up the struct behind it. */
	memset((char *)&damaged + LAST_LABEL, 'x', sizeof(damaged) - LAST_LABEL);
	damage_is(&edge, damaged, FAULT_LEDGER,
		"the label of entry 63 has no NUL, and the memory after it cannot be read");
	call_free(&edge);
	off_the_edge(&edge);
}

ROW(check_entries)
{
	t_subject s = sound();
	t_tracer damaged = s.arena;

	DAMAGE(&s, ledger[3].size, 0, FAULT_LEDGER, "the last entry has size 0");
	DAMAGE(&s, ledger[0].state, (t_state)0, FAULT_LEDGER,
		"entry 0 has state 0, which does not exist");
	DAMAGE(&s, ledger[1].state, (t_state)4, FAULT_LEDGER,
		"entry 1 has state 4, which does not exist");
	DAMAGE(&s, ledger[3].state, (t_state)1000, FAULT_LEDGER,
		"entry 3 has state 1000, which does not exist");
	DAMAGE(&s, ledger[2].state, (t_state)(256 + BLOCK_LIVE), FAULT_LEDGER,
		"entry 2 has state 257, which does not exist");
	damaged.ledger[2].label[TRACER_LABEL - 1] = 'x';
	damage_is(&s, damaged, FAULT_NONE,
		"no damage: the label of entry 2 ends at its first NUL, whatever follows it");
	memset(damaged.ledger[2].label, 'x', TRACER_LABEL);
	damage_is(&s, damaged, FAULT_LEDGER, "the label of entry 2 has no NUL");
	DAMAGE(&s, ledger[3].scope, 2, FAULT_LEDGER,
		"entry 3 is live, in scope 2, and one scope is open");
	DAMAGE(&s, ledger[0].scope, SIZE_MAX, FAULT_LEDGER,
		"entry 0 is live, in scope SIZE_MAX, and one scope is open");
	DAMAGE(&s, depth, 0, FAULT_LEDGER,
		"entry 3 is live, in scope 1, and no scope is open");
	damaged = s.arena;
	damaged.count = 5;
	damaged.ledger[4] = (t_entry){192, 0, 0, BLOCK_LIVE, "nothing"};
	damage_is(&s, damaged, FAULT_LEDGER, "count is 5, and entry 4 has size 0");
	DAMAGE(&s, base, NULL, FAULT_NONE,
		"no damage: base is NULL, which is none of the four faults");
	DAMAGE(&s, ledger[2].scope, 7, FAULT_NONE,
		"no damage: entry 2 has leaked in scope 7, and only a live block needs an open scope");
	DAMAGE(&s, ledger[1].scope, SIZE_MAX, FAULT_NONE,
		"no damage: entry 1 was released in scope SIZE_MAX, and only a live block needs an open scope");
	damaged = s.arena;
	damaged.base = NULL;
	damaged.offset += 16;
	damage_is(&s, damaged, FAULT_OFFSET_ELSEWHERE,
		"the offset is 16 bytes beyond the last block's end; base being NULL changes nothing");
	call_free(&s);
	check_label_at_the_edge();
}

/* A ledger whose sums all come out right, if they may wrap around. */
typedef struct s_wrap
{
	size_t sizes[2];
	size_t offset; /* where the last block would end */
	const char *why;
} t_wrap;

ROW(check_wraps)
{
	static const t_wrap wraps[] = {
		{{SIZE_MAX, 0}, 0, "one block of SIZE_MAX bytes"},
		{{SIZE_MAX - 7, 0}, 0,
			"one block of SIZE_MAX - 7 bytes, which wraps around when rounded up"},
		{{SIZE_MAX - 14, 0}, 0,
			"one block of SIZE_MAX - 14 bytes, which wraps around when rounded up"},
		{{SIZE_MAX - 15, 0}, 0, "one block of SIZE_MAX - 15 bytes"},
		{{32, SIZE_MAX - 7}, 32,
			"a block at 32 of SIZE_MAX - 7 bytes, which wraps around when rounded up"},
		{{32, SIZE_MAX - 31}, 0,
			"a block at 32 of SIZE_MAX - 31 bytes: its end wraps around to 0"},
		{{32, SIZE_MAX - 15}, 16,
			"a block at 32 of SIZE_MAX - 15 bytes: its end wraps around to 16"},
		{{32, SIZE_MAX - 30}, 16,
			"a block at 32 of SIZE_MAX - 30 bytes: its end wraps around"},
		{{32, SIZE_MAX - 47}, 0, "a block at 32 that would end at SIZE_MAX - 15"},
	};
	t_subject s = sound();

	for (size_t i = 0; i < sizeof(wraps) / sizeof(*wraps); i++)
	{
		t_tracer damaged = s.arena;
		damaged.offset = wraps[i].offset;
		damaged.count = wraps[i].sizes[1] == 0 ? 1 : 2;
		damaged.ledger[0] =
			(t_entry){0, wraps[i].sizes[0], 0, BLOCK_LIVE, "first"};
		damaged.ledger[1] =
			(t_entry){32, wraps[i].sizes[1], 0, BLOCK_LIVE, "second"};
		damage_is(&s, damaged, FAULT_LEDGER, wraps[i].why);
	}
	call_free(&s);
}

ROW(check_reads_nothing)
{
	const size_t size = 65536;
	t_subject s = live("a", size);

	labelled(&s, 20000, "first");
	labelled(&s, 20000, "second");
	hide_memory(&s, size);
	expect_fault(&s, FAULT_NONE, "nothing is wrong with this tracer");
	DAMAGE(&s, offset, size + 16, FAULT_OFFSET_BEYOND,
		"the offset, 65552, is greater than the capacity, 65536");
	DAMAGE(&s, ledger[0].size, 30000, FAULT_LEDGER,
		"block 0 ends at 30000, and block 1 begins at 20000");
	DAMAGE(&s, offset, 48000, FAULT_OFFSET_ELSEWHERE,
		"the offset, 48000, is beyond the last block's end, 40000");
	unhide_memory(&s, size);
	call_free(&s);
}
