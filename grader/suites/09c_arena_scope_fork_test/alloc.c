/* Rows of arena_alloc and arena_used, in one process. */

#include "kit.h"
#include "lives.h"
#include "steps.h"
#include "words.h"

#include <errno.h>
#include <string.h>

#define STEPS 2000
#define WATCHED_STEPS 200

/* Fails the row unless the block lies at base + at. */
static void expect_at(const t_subject *s, t_address block, size_t at)
{
	if (at == 0)
		expected("the first block begins at base");
	else
		expected("the block begins at base + %zu, right after the previous one",
			at);
	if (block != base_of(s) + at)
		got("base + %td", distance_of(s, block));
}

ROW(alloc_follows)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 1024, g_policies[i]);
		size_t used = 0;
		for (size_t at = 0; at < ODD; at++)
		{
			expect_at(&s, block_of(&s, g_odd[at]), used);
			used += rounded(g_odd[at]);
			expect_size("arena_used", used, used_of(&s));
		}
		call_free(&s);
	}
}

/* A block of more bytes than 32 bits can count, and one behind it. */
static void give_large(t_policy policy)
{
	const size_t first = ((size_t)1 << 32) + 1;
	t_subject s = unmade("a", policy);

	if (!row_is_watched() && !is_frugal(live("b", PROBE_SIZE, policy), PROBE_SIZE))
		return;
	another_try();
	if (!init_large(&s, rounded(first) + 4096))
		return;
	expect_size("a.capacity", rounded(first) + 4096, s.arena.capacity);
	expect_at(&s, block_of(&s, first), 0);
	expect_size("arena_used", rounded(first), used_of(&s));
	expect_at(&s, block_of(&s, 5), rounded(first));
	refuse(&s, 4081, ENOMEM, "4080 bytes are left");
	refuse(&s, first, ENOMEM, "4080 bytes are left");
	call_free(&s);
}

ROW(alloc_large)
{
	for (size_t i = 0; i < POLICIES; i++)
		give_large(g_policies[i]);
}

ROW(alloc_exact_fit)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		fit_exactly(live("a", 200, g_policies[i]), 100, 208);
		t_subject s = live("b", 200, g_policies[i]);
		/* 208 - 112 are left; the last block may ask for less and have padding
		 * behind it. */
		block_of(&s, 100);
		block_of(&s, 90);
		expect_size("arena_used of a full arena", 208, used_of(&s));
		call_free(&s);
	}
}

ROW(alloc_full)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		refuse_full(live("a", 128, g_policies[i]));
		t_subject s = live("b", 128, g_policies[i]);
		block_of(&s, 124);
		refuse(&s, 1, ENOMEM, "only the padding of the last block is left");
		call_free(&s);
	}
	refuse_unheard(live("c", 64, ARENA_SHARED));
}

ROW(alloc_huge)
{
	for (size_t i = 0; i < POLICIES; i++)
		refuse_huge(live("a", 4096, g_policies[i]));
}

ROW(alloc_invalid)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		refuse_zero(live("a", 128, g_policies[i]));
		refuse_dead(live("b", 128, g_policies[i]));
	}
}

/* Each block is written before, and holds what was written afterwards. */
static void write_nothing(t_policy policy)
{
	const size_t size = 5008;
	t_subject s = live("a", size, policy);

	fill_memory(base_of(&s), 0xa5, size);
	tried("memset(%s.base, 0xa5, %zu)", s.name, size);
	answered(0, "so that any write shows");
	for (size_t at = 0; at < 2 * ODD; at++)
		block_of(&s, g_odd[at % ODD]);
	call_alloc(&s, size);
	expect_filled(base_of(&s), size, 0xa5, "the arena's memory, after arena_alloc");
	call_free(&s);
}

ROW(alloc_touches_nothing)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		write_nothing(g_policies[i]);
		/* A byte that is only read shows where none can be. */
		expect_alloc_touches_nothing(live("a", 65536, g_policies[i]), 65536);
	}
}

/* A call that is planned, and what the contract says of it. */
typedef struct s_plan
{
	size_t size;
	size_t used; /* before */
	int fits;
} t_plan;

/* One arena of the random trace, with its allocations. */
typedef struct s_walk
{
	t_subject s;
	size_t capacity;
	size_t count;
	t_plan plans[LIFE_STEPS];
} t_walk;

static size_t random_size(t_random *random, size_t left)
{
	return random_below(random, 100) < 90 ? random_below(random, 150)
					      : left + random_below(random, 3) - 1;
}

/* The model is the contract: used bytes, and what is left. */
static void plan(t_walk *t, const t_life *life)
{
	size_t used = 0;

	for (t->count = 0; t->count < life->count; t->count++)
	{
		t_random random = life->steps[t->count];
		size_t left = t->capacity - used;
		size_t size = random_size(&random, left);
		int fits = size != 0 && size <= left;
		t->plans[t->count] = (t_plan){size, used, fits};
		used += fits ? rounded(size) : 0;
	}
}

/* Puts the calls up to this one into the report. */
static void note_calls(const t_walk *t, const t_step *steps, size_t last)
{
	for (size_t i = 0; i <= last; i++)
	{
		tried("arena_alloc(&%s, %zu)", t->s.name, t->plans[i].size);
		if (steps[2 * i].value == 0)
			answered(steps[2 * i].error, "NULL");
		else
			answered(0, "base + %td", distance_of(&t->s, steps[2 * i].value));
	}
}

/* Fails the row where the block or arena_used is not as planned. */
static void check(const t_walk *t, const t_step *steps, size_t i)
{
	const t_plan *plan = &t->plans[i];
	t_address block = steps[2 * i].value;
	t_address wanted = plan->fits ? base_of(&t->s) + plan->used : 0;
	size_t used = plan->used + (plan->fits ? rounded(plan->size) : 0);

	if (block == wanted && steps[2 * i + 1].value == used)
		return;
	note_calls(t, steps, i);
	if (plan->fits)
		expected("a block of %zu byte%s at base + %zu, with %zu of %zu used",
			plan->size, plural(plan->size), plan->used, plan->used,
			t->capacity);
	else
		expected("NULL for a block of %zu byte%s, with %zu of %zu used",
			plan->size, plural(plan->size), plan->used, t->capacity);
	promise(block == 0 && plan->fits ? "A block that fits exactly is handed out"
		: plan->fits             ? "right after the previous block"
		: plan->size == 0        ? "Size 0, or a dead arena: NULL and EINVAL"
				  : "A block that does not fit, whatever its size");
	if (block == 0 && plan->fits)
		got("NULL, and errno is %s", errno_name(steps[2 * i].error));
	if (block != wanted)
		got("base + %td", distance_of(&t->s, block));
	expect_size("arena_used", used, steps[2 * i + 1].value);
}

/* All calls of a life in one turn, each followed by arena_used. */
static void live_and_check(const t_life *life)
{
	static t_walk t;
	t_random first = life->first;
	size_t size = 1 + random_below(&first, 6000);

	t.capacity = rounded(size);
	t.s = live("a", size, g_policies[random_below(&first, POLICIES)]);
	plan(&t, life);
	for (size_t i = 0; i < t.count; i++)
	{
		BATCH(ARENA_ALLOC, t.s.at, t.plans[i].size);
		BATCH(ARENA_USED, t.s.at);
	}
	const t_step *steps = batch_run(0, 0);
	for (size_t i = 0; i < t.count; i++)
		check(&t, steps, i);
	freed(&t.s);
}

ROW(random_trace)
{
	random_lives(row_is_watched() ? WATCHED_STEPS : STEPS, live_and_check);
}
