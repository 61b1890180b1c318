/* The random trace: 10,000 operations on an arena, held against a model. */

#include "kit.h"
#include "lives.h"
#include "steps.h"

#include <errno.h>
#include <string.h>

#define STEPS 10000
#define WATCHED_STEPS 500
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
	t_subject s;
	t_plan plans[LIFE_STEPS];
	size_t count;
} t_trace;

static size_t random_size(t_random *random, const t_arena *before)
{
	static const size_t rare[] = {0, SIZE_MAX, SIZE_MAX - 15, 1 << 20};
	size_t draw = random_below(random, 100);

	if (draw < 4)
		return rare[draw];
	if (draw < 8)
		return room_in(before) + random_below(random, 3) - 1;
	return 1 + random_below(random, draw < 80 ? 64 : 700);
}

/* The next call, in an arena that is as `before` says. The model is the contract, in four
 * lines. Returns how the arena is afterwards. */
static t_arena plan(t_random random, t_plan *plan, const t_arena *before)
{
	t_arena after = *before;

	plan->before = *before;
	plan->size = random_size(&random, before);
	plan->at = before->offset + padding_of(before);
	plan->fits = plan->size != 0 && plan->size <= room_in(before);
	plan->is_written = plan->fits;
	plan->byte = (unsigned char)(1 + random_below(&random, 255));
	if (plan->fits)
		after.offset = plan->at + plan->size;
	return after;
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
	t_subject seen = t->s;

	for (size_t i = 0; i <= last; i++)
	{
		const t_step *step = steps++;
		tried("arena_alloc(&%s, %s)", t->s.name, size_words(t->plans[i].size));
		if (step->value == 0)
			answered(step->error, "NULL");
		else
		{
			answered(0, "base + %td", distance_of(&t->s, step->value));
			keep_block(&seen, step->value, t->plans[i].size);
		}
		memcpy(&seen.arena, step->object, sizeof(seen.arena));
		keep_state(&seen);
		steps += t->plans[i].is_written;
	}
}

/* Fails the row for a block that the contract promises, at base + at, and that did not
 * come so. */
static void complain_of_block(
	const t_trace *t, const t_step *step, const t_arena *after, const t_plan *plan)
{
	expected("the block begins at base + %zu, and the offset is %zu", plan->at,
		plan->at + plan->size);
	promise(step->value == base_of(&t->s) + plan->at
			? "Afterwards the offset is where the block ends"
		: step->value != 0
			? "The block begins at the lowest address at or above base + offset"
			: "A block that fits exactly is allocated");
	if (step->value == 0)
		got("NULL, and errno is %s", errno_name(step->error));
	got("the block begins at base + %td, and the offset is %s",
		distance_of(&t->s, step->value), size_words(after->offset));
}

/* Fails the row for a block that the contract refuses. */
static void complain_of_refusal(
	const t_step *step, const t_arena *after, const t_plan *plan)
{
	const t_arena *before = &plan->before;

	if (plan->size == 0)
		expected("NULL and EINVAL for size 0, and the offset stays %zu",
			before->offset);
	else
		expected(
			"NULL and ENOMEM, and the offset stays %zu: up to %zu bytes fit here",
			before->offset, room_in(before));
	promise(plan->size == 0         ? "Size 0, or a dead arena (whatever the size)"
		: step->value != 0      ? "The whole block lies below base + capacity"
		: step->error != ENOMEM ? "A block that does not fit: NULL and ENOMEM"
					: "When it returns NULL, the arena is unchanged");
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
		complain_of_block(t, step, &after, plan);
	if (!plan->fits && !is_good)
		complain_of_refusal(step, &after, plan);
	expect_size("a.capacity", plan->before.capacity, after.capacity);
}

/* Each block still holds what was written there. */
static void check_blocks(t_trace *t, const t_step *steps)
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
		note_calls(t, steps, t->count - 1);
		expected(
			"the block at base + %zu holds what was written there: %d in each "
			"of its %zu bytes",
			plan->at, plan->byte, plan->size);
		promise("It neither reads nor writes the memory itself");
		got("its first byte is %d, its last one %d", bytes[plan->at],
			bytes[plan->at + plan->size - 1]);
	}
}

static void live_and_check(const t_life *life)
{
	static t_trace t;
	t_random first = life->first;

	memset(&t, 0, sizeof(t));
	t.s = live("a", 1 + random_below(&first, 20000));
	t_arena arena = t.s.arena;
	for (; t.count < life->count; t.count++)
		arena = plan(life->steps[t.count], &t.plans[t.count], &arena);
	const t_step *steps = live_it(&t);
	const t_step *step = steps;
	for (size_t i = 0; i < t.count; i++)
	{
		check_step(&t, steps, step, i);
		step += 1 + t.plans[i].is_written;
	}
	check_blocks(&t, steps);
	expect_zeroed(t.s);
}

ROW(random_trace)
{
	random_lives(row_is_watched() ? WATCHED_STEPS : STEPS, live_and_check);
}
