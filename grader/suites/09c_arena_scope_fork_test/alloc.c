/* Rows of arena_alloc and arena_used, in one process. */

#include "kit.h"
#include "random.h"
#include "steps.h"

#include <errno.h>
#include <string.h>

#define STEPS 2000
#define WATCHED_STEPS 200
/* Allocations of one arena, at most. */
#define LIFE 250

/* Fails the row unless the block lies at base + at. */
static void expect_at(const t_subject *s, t_address block, size_t at)
{
	if (at == 0)
		expected("the first block begins at base");
	else
		expected("the block begins at base + %zu, right behind the block before",
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
	answered(0, "so that a write shows");
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
typedef struct s_life
{
	t_subject s;
	size_t capacity;
	t_policy policy;
	size_t step; /* of the first allocation */
	size_t count;
	t_plan plans[LIFE];
} t_life;

static size_t random_size(t_random *random, size_t left)
{
	return random_below(random, 100) < 90 ? random_below(random, 80)
					      : left + random_below(random, 3) - 1;
}

/* Draws the allocations of a life, `most` at most. The model is the contract: used bytes,
 * and what is left. */
static void plan(t_life *life, t_random *random, size_t most)
{
	size_t used = 0;

	life->count = 0;
	do
	{
		size_t left = life->capacity - used;
		size_t size = random_size(random, left);
		int fits = size != 0 && size <= left;
		life->plans[life->count++] = (t_plan){size, used, fits};
		used += fits ? rounded(size) : 0;
	} while (life->count < most && life->count < LIFE &&
		 random_below(random, 60) != 0);
}

/* Puts the calls up to this one into the report. */
static void note_calls(const t_life *life, const t_step *steps, size_t last)
{
	for (size_t i = 0; i <= last; i++)
	{
		tried("arena_alloc(&%s, %zu)", life->s.name, life->plans[i].size);
		if (steps[2 * i].value == 0)
			answered(steps[2 * i].error, "NULL");
		else
			answered(0, "base + %td",
				distance_of(&life->s, steps[2 * i].value));
	}
}

static int is_as_planned(const t_life *life, const t_step *steps, size_t i)
{
	const t_plan *plan = &life->plans[i];
	t_address wanted = plan->fits ? base_of(&life->s) + plan->used : 0;
	size_t used = plan->used + (plan->fits ? rounded(plan->size) : 0);

	return steps[2 * i].value == wanted && steps[2 * i + 1].value == used;
}

static void check(const t_life *life, const t_step *steps, size_t i)
{
	const t_plan *plan = &life->plans[i];
	t_address block = steps[2 * i].value;
	const char *where = policy_name(life->policy);

	if (is_as_planned(life, steps, i))
		return;
	note_calls(life, steps, i);
	if (plan->fits)
		expected(
			"step %zu, seed %lu, %s: %zu bytes get base + %zu, with %zu of %zu used",
			life->step + i, row_seed(), where, plan->size, plan->used,
			plan->used, life->capacity);
	else
		expected(
			"step %zu, seed %lu, %s: %zu bytes are refused, with %zu of %zu used",
			life->step + i, row_seed(), where, plan->size, plan->used,
			life->capacity);
	if (block == 0 && plan->fits)
		got("NULL, and errno is %s", errno_name(steps[2 * i].error));
	if (block != 0 && (!plan->fits || block != base_of(&life->s) + plan->used))
		got("base + %td", distance_of(&life->s, block));
	expect_size("arena_used", plan->used + (plan->fits ? rounded(plan->size) : 0),
		steps[2 * i + 1].value);
}

/* All calls of a life in one turn, each followed by arena_used. */
static void live_it(t_life *life)
{
	for (size_t i = 0; i < life->count; i++)
	{
		BATCH(ARENA_ALLOC, life->s.at, life->plans[i].size);
		BATCH(ARENA_USED, life->s.at);
	}
	const t_step *steps = batch_run(0, 0);
	for (size_t i = 0; i < life->count; i++)
		check(life, steps, i);
	free_at(&life->s, life->step + life->count);
}

static void begin_life(t_life *life, t_random *random)
{
	size_t size = 1 + random_below(random, 6000);

	another_try();
	stage_clear();
	life->policy = g_policies[random_below(random, POLICIES)];
	life->capacity = rounded(size);
	life->s = live("a", size, life->policy);
}

ROW(random_trace)
{
	static t_life life;
	t_random random = random_begin();
	size_t steps = row_is_watched() ? WATCHED_STEPS : STEPS;

	for (life.step = 1; life.step <= steps; life.step += life.count)
	{
		begin_life(&life, &random);
		plan(&life, &random, steps + 1 - life.step);
		live_it(&life);
	}
}
