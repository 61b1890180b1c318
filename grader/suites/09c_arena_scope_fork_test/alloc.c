/* Rows of arena_alloc and arena_used, in one process. */

#include "call.h"
#include "expect.h"
#include "mappings.h"
#include "memory.h"
#include "random.h"
#include "row.h"
#include "sizes.h"
#include "steps.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define STEPS 2000
#define WATCHED_STEPS 200
/* Allocations of one arena, at most. */
#define LIFE 250

static const size_t g_odd[] = {1, 7, 16, 17, 3, 32, 5, 15, 31, 64, 2, 100};

#define ODD (sizeof(g_odd) / sizeof(*g_odd))

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
			expect_size("arena_used", used, call_used(&s));
		}
		call_free(&s);
	}
}

ROW(alloc_exact_fit)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 200, g_policies[i]);
		block_of(&s, 100);
		/* 208 - 112 are left; the last block may ask for less and have padding
		 * behind it. */
		block_of(&s, i % 2 == 0 ? 96 : 90);
		expect_size("arena_used of a full arena", 208, call_used(&s));
		call_free(&s);
	}
}

ROW(alloc_full)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 128, g_policies[i]);
		refuse(&s, 129, ENOMEM, "it is one byte more than the arena has");
		expect_size("arena_used after a refusal", 0, call_used(&s));
		block_of(&s, 64);
		refuse(&s, 65, ENOMEM, "it is one byte more than is left");
		expect_size("arena_used after a refusal", 64, call_used(&s));
		expect_at(&s, block_of(&s, 60), 64);
		refuse(&s, 1, ENOMEM, "the arena is full");
		expect_size("arena_used of a full arena", 128, call_used(&s));
		call_free(&s);
	}
}

ROW(alloc_huge)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_size sizes[WRAPPING_SIZES];
		t_subject s = live("a", 4096, g_policies[i]);
		block_of(&s, 64);
		wrapping_sizes(s.arena.base, 64, sizes);
		for (size_t at = 0; at < WRAPPING_SIZES; at++)
			if (sizes[at].size > 4096)
				refuse(&s, sizes[at].size, ENOMEM, sizes[at].why);
		expect_size("arena_used after refusals", 64, call_used(&s));
		call_free(&s);
	}
}

static void refuse_dead(t_subject *s)
{
	refuse(s, 1, EINVAL, "the arena is dead: all its fields are zero");
	refuse(s, SIZE_MAX, EINVAL, "the arena is dead: all its fields are zero");
	expect_size("arena_used of a dead arena", 0, call_used(s));
}

ROW(alloc_invalid)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", 128, g_policies[i]);
		refuse(&s, 0, EINVAL, "a block of no bytes is no block");
		block_of(&s, 33);
		refuse(&s, 0, EINVAL, "a block of no bytes is no block");
		expect_size("arena_used after a refusal", 48, call_used(&s));
		call_free(&s);
		bury(&s);
		refuse_dead(&s);
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

/* A byte that is only read shows where none can be. */
static void read_nothing(t_policy policy)
{
	const size_t size = 65536;
	t_subject s = live("a", size, policy);

	tried("mprotect of the pages of %s", s.name);
	protect_pages(base_of(&s), size, PROT_NONE);
	answered(0, "now a byte that is touched is a SIGSEGV");
	for (size_t at = 0; at < ODD; at++)
		block_of(&s, 64 * g_odd[at]);
	call_alloc(&s, size);
	protect_pages(base_of(&s), size, PROT_READ | PROT_WRITE);
	call_free(&s);
}

ROW(alloc_touches_nothing)
{
	for (size_t i = 0; i < POLICIES; i++)
	{
		write_nothing(g_policies[i]);
		read_nothing(g_policies[i]);
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

/* The call that made the arena may be too long ago for the report. */
static void free_at(t_life *life, size_t step)
{
	int status = call_free(&life->s);

	expected(
		"step %zu, seed %lu: arena_free of an arena with %s and capacity %zu returns 0",
		step, row_seed(), policy_name(life->policy), life->capacity);
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(life->s.error));
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
	free_at(life, life->step + life->count);
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
