/* Rows of arena_alloc and arena_used, in one process. */

#include "expect.h"
#include "random.h"
#include "row.h"
#include "sizes.h"
#include "subject.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#define STEPS 2000
#define WATCHED_STEPS 200

static const size_t g_odd[] = {1, 7, 16, 17, 3, 32, 5, 15, 31, 64, 2, 100};

#define ODD (sizeof(g_odd) / sizeof(*g_odd))

/* Fails the row unless the block lies at base + at. */
static void expect_at(const t_subject *s, const char *block, size_t at)
{
	if (at == 0)
		expected("the first block begins at base");
	else
		expected("the block begins at base + %zu, right behind the block before",
			at);
	if (block != (char *)s->arena.base + at)
		got("base + %td", block - (char *)s->arena.base);
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
	return row_passed();
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
	return row_passed();
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
	return row_passed();
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
	return row_passed();
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
		memset(&s.arena, 0, sizeof(s.arena));
		refuse_dead(&s);
	}
	return row_passed();
}

ROW(alloc_touches_nothing)
{
	const size_t size = 5008;

	for (size_t i = 0; i < POLICIES; i++)
	{
		t_subject s = live("a", size, g_policies[i]);
		memset(s.arena.base, 0xa5, size);
		tried("memset(%s.base, 0xa5, %zu)", s.name, size);
		answered(0, "so that a write shows");
		for (size_t at = 0; at < 2 * ODD; at++)
			block_of(&s, g_odd[at % ODD]);
		call_alloc(&s, size);
		expect_filled(s.arena.base, size, 0xa5,
			"the arena's memory, after arena_alloc");
		call_free(&s);
	}
	return row_passed();
}

/* What the model says of this call, in an arena of which so much was used before. */
static void expect_as_in_model(
	const t_subject *s, const char *block, size_t size, size_t used, size_t step)
{
	const t_arena *a = &s->arena;
	int fits = size != 0 && size <= a->capacity - used;
	const char *where = policy_name(a->policy);

	if (fits)
		expected(
			"step %zu, seed %lu, %s: %zu bytes get base + %zu, with %zu of %zu used",
			step, row_seed(), where, size, used, used, a->capacity);
	else
		expected(
			"step %zu, seed %lu, %s: %zu bytes are refused, with %zu of %zu used",
			step, row_seed(), where, size, used, a->capacity);
	if (block == NULL && fits)
		got("NULL, and errno is %s", errno_name(s->error));
	if (block != NULL && (!fits || block != (char *)a->base + used))
		got("base + %td", block - (char *)a->base);
}

/* One allocation, held against a model: used bytes, and what is left. */
static void allocate(t_subject *s, t_random *random, size_t *used, size_t step)
{
	size_t size = random_below(random, 100) < 90
			      ? random_below(random, 80)
			      : s->arena.capacity - *used + random_below(random, 3) - 1;
	int fits = size != 0 && size <= s->arena.capacity - *used;
	char *block = call_alloc(s, size);

	expect_as_in_model(s, block, size, *used, step);
	*used += fits ? rounded(size) : 0;
	expect_size("arena_used", *used, call_used(s));
}

/* The call that made the arena may be too long ago for the report. */
static void free_at(t_subject *s, size_t step)
{
	size_t capacity = s->arena.capacity;
	t_policy policy = s->arena.policy;
	int status = call_free(s);

	expected(
		"step %zu, seed %lu: arena_free of an arena with %s and capacity %zu returns 0",
		step, row_seed(), policy_name(policy), capacity);
	if (status != 0)
		got("it returned %d, and errno is %s", status, errno_name(s->error));
}

ROW(random_trace)
{
	t_random random = random_begin();
	size_t steps = row_is_watched() ? WATCHED_STEPS : STEPS;
	size_t used = 0;
	t_subject s = live("a", 3000, ARENA_COPIED);

	for (size_t step = 1; step <= steps; step++)
	{
		if (random_below(&random, 60) == 0)
		{
			free_at(&s, step);
			s = live("a", 1 + random_below(&random, 6000),
				g_policies[random_below(&random, POLICIES)]);
			used = 0;
		}
		allocate(&s, &random, &used, step);
	}
	call_free(&s);
	return row_passed();
}
