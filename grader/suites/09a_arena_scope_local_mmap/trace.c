/* The random trace: 10,000 operations on an arena, held against a model. */

#include "kit.h"
#include "random.h"
#include "steps.h"

#include <errno.h>
#include <string.h>

#define STEPS 10000
#define WATCHED_STEPS 500
/* Allocations of one arena. */
#define LIFE 64
#define WORDS (sizeof(t_arena) / sizeof(uint64_t))

/* A call that is planned, and what the contract says of it. */
typedef struct s_plan
{
	size_t size;
	t_arena before;
	size_t at; /* where the block begins, from base, if it fits */
	int fits;
	int is_written; /* the step behind it writes to all of the block */
	unsigned char byte;
} t_plan;

typedef struct s_trace
{
	t_random random;
	t_subject s;
	t_plan plans[LIFE]; /* of this life */
	size_t count;
	size_t step; /* of the first of them */
} t_trace;

static size_t below(t_trace *t, size_t limit)
{
	return random_below(&t->random, limit);
}

static size_t random_size(t_trace *t, const t_arena *before)
{
	static const size_t rare[] = {0, SIZE_MAX, SIZE_MAX - 15, 1 << 20};
	size_t draw = below(t, 100);

	if (draw < 4)
		return rare[draw];
	if (draw < 8)
		return room_in(before) + below(t, 3) - 1;
	return 1 + below(t, draw < 80 ? 64 : 700);
}

/* The next call, in an arena that is as `before` says. The model is the contract, in four
 * lines. Returns how the arena is afterwards. */
static t_arena plan(t_trace *t, t_plan *plan, const t_arena *before)
{
	t_arena after = *before;

	plan->before = *before;
	plan->size = random_size(t, before);
	plan->at = before->offset + padding_of(before);
	plan->fits = plan->size != 0 && plan->size <= room_in(before);
	plan->is_written = plan->fits;
	plan->byte = (unsigned char)((t->step + t->count) % 251 + 1);
	if (plan->fits)
		after.offset = plan->at + plan->size;
	return after;
}

/* Draws the calls of one life: about 40, and as many as make `most` steps at most. */
static void plan_life(t_trace *t, size_t most)
{
	t_arena arena = t->s.arena;

	t->count = 0;
	while (t->count < LIFE && t->count < most && below(t, 40) != 0)
	{
		arena = plan(t, &t->plans[t->count], &arena);
		t->count++;
	}
}

/* Has the calls made, all in one turn, and each block filled right after it came. */
static const t_step *live_it(t_trace *t)
{
	for (size_t i = 0; i < t->count; i++)
	{
		const t_plan *plan = &t->plans[i];
		BATCH(ARENA_ALLOC, t->s.at, plan->size);
		if (plan->is_written)
			BATCH(STEP_FILL, base_of(&t->s) + plan->at, plan->byte,
				plan->size);
	}
	return batch_run(t->s.at, WORDS);
}

/* Puts the calls up to this one into the report. */
static void note_calls(t_trace *t, const t_step *steps, size_t last)
{
	for (size_t i = 0; i <= last; i++)
	{
		const t_step *step = steps++;
		tried("arena_alloc(&%s, %s)", t->s.name, size_words(t->plans[i].size));
		if (step->value == 0)
			answered(step->error, "NULL");
		else
			answered(0, "base + %td", distance_of(&t->s, step->value));
		steps += t->plans[i].is_written;
	}
}

/* Fails the row for a block that the contract promises, at base + at, and that did not
 * come so. */
static void complain_of_block(
	const t_trace *t, const t_step *step, const t_arena *after, size_t index)
{
	const t_plan *plan = &t->plans[index];

	expected(
		"step %zu, seed %lu: the block begins at base + %zu, and the offset is %zu",
		t->step + index, row_seed(), plan->at, plan->at + plan->size);
	if (step->value == 0)
		got("NULL, and errno is %s", errno_name(step->error));
	got("the block begins at base + %td, and the offset is %s",
		distance_of(&t->s, step->value), size_words(after->offset));
}

/* Fails the row for a block that the contract refuses. */
static void complain_of_refusal(
	const t_trace *t, const t_step *step, const t_arena *after, size_t index)
{
	const t_arena *before = &t->plans[index].before;

	if (t->plans[index].size == 0)
		expected(
			"step %zu, seed %lu: NULL and EINVAL for size 0, and the offset stays %zu",
			t->step + index, row_seed(), before->offset);
	else
		expected(
			"step %zu, seed %lu: NULL and ENOMEM, and the offset stays %zu: up to %zu "
			"bytes fit here",
			t->step + index, row_seed(), before->offset, room_in(before));
	if (step->value != 0)
		got("a block, and the offset is %s", size_words(after->offset));
	got("NULL, errno is %s, and the offset is %s", errno_name(step->error),
		size_words(after->offset));
}

/* Whether the answer to a request that cannot be met is as promised. */
static int is_refused(const t_plan *plan, const t_step *step, const t_arena *after)
{
	/* In a full arena a block of no bytes has two reasons to be refused, and errno
	 * names either. */
	int either = plan->size == 0 && room_in(&plan->before) == 0;

	return step->value == 0 && after->offset == plan->before.offset &&
	       (step->error == (plan->size == 0 ? EINVAL : ENOMEM) ||
		       (either && step->error == ENOMEM));
}

/* What one call answered, held against the model. */
static void check_step(t_trace *t, const t_step *steps, const t_step *step, size_t index)
{
	const t_plan *plan = &t->plans[index];
	t_arena after;

	memcpy(&after, step->object, sizeof(after));
	int is_given = step->value == base_of(&t->s) + plan->at &&
		       after.offset == plan->at + plan->size;
	int is_good = plan->fits ? is_given : is_refused(plan, step, &after);
	if (is_good && after.capacity == plan->before.capacity)
		return;
	note_calls(t, steps, index);
	if (plan->fits && !is_given)
		complain_of_block(t, step, &after, index);
	if (!plan->fits && !is_good)
		complain_of_refusal(t, step, &after, index);
	expect_size("a.capacity", plan->before.capacity, after.capacity);
}

/* Each block still holds what was written there. */
static void check_blocks(t_trace *t)
{
	const unsigned char *bytes =
		(unsigned char *)copy_of(base_of(&t->s), t->s.arena.capacity);

	for (size_t i = 0; i < t->count; i++)
	{
		const t_plan *plan = &t->plans[i];
		if (!plan->is_written ||
			(bytes[plan->at] == plan->byte &&
				bytes[plan->at + plan->size - 1] == plan->byte))
			continue;
		expected(
			"step %zu, seed %lu: a block of %zu bytes holds what was written there",
			t->step + i, row_seed(), plan->size);
		got("its first or last byte changed");
	}
}

/* The life of one arena, of `most` steps at most. Returns how many it had. */
static size_t live_and_check(t_trace *t, size_t most)
{
	another_try();
	stage_clear();
	t->s = live("a", 1 + below(t, 20000));
	plan_life(t, most);
	const t_step *steps = live_it(t);
	const t_step *step = steps;
	for (size_t i = 0; i < t->count; i++)
	{
		check_step(t, steps, step, i);
		step += 1 + t->plans[i].is_written;
	}
	check_blocks(t);
	free_at(&t->s, t->step);
	expect_dead(&t->s, "arena_free");
	return t->count;
}

ROW(random_trace)
{
	static t_trace t;
	size_t steps = row_is_watched() ? WATCHED_STEPS : STEPS;

	memset(&t, 0, sizeof(t));
	t.random = random_begin();
	for (t.step = 1; t.step <= steps;)
		t.step += live_and_check(&t, steps + 1 - t.step) + 1;
}
