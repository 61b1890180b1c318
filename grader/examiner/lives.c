#include "lives.h"

#include "child.h"
#include "memory.h"
#include "order.h"
#include "row.h"
#include "row_limits.h"
#include "tried.h"

#include <string.h>

/* More are not lived again; a life of 200 steps takes about 100. */
#define MOST_TRIES 400

typedef void (*t_live)(const t_life *life);

/* What a life that is looked at needs. */
typedef struct s_trial
{
	t_live live;
	const t_life *life;
} t_trial;

static void draw(t_random *from, t_life *life, size_t most)
{
	life->first = random_split(from);
	life->count = 1 + random_below(from, most < LIFE_STEPS ? most : LIFE_STEPS);
	for (size_t i = 0; i < life->count; i++)
		life->steps[i] = random_split(from);
}

static void begin(t_live live, const t_life *life)
{
	another_try();
	stage_clear();
	live(life);
}

static void try(void *data)
{
	const t_trial *trial = data;

	begin(trial->live, trial->life);
}

static void end(t_process *origin, t_process *child)
{
	g_process = origin;
	child_end(child);
	process_forget(child);
}

/* Whether it fails in a new child of the process, which stays as it is. */
static int fails(t_process *origin, t_live live, const t_life *life)
{
	t_trial trial = {live, life};

	g_process = origin;
	t_process *child = child_begin();
	g_process = child;
	int has_failed = row_fails(try, &trial);
	end(origin, child);
	return has_failed;
}

static t_life without(const t_life *life, size_t from, size_t count)
{
	t_life shorter = *life;

	memmove(shorter.steps + from, life->steps + from + count,
		(life->count - from - count) * sizeof(*life->steps));
	shorter.count -= count;
	return shorter;
}

/* Leaves out what the failure does not need: halves first, then single steps. */
static void shrink(t_process *origin, t_live live, t_life *life)
{
	int tries = 0;

	for (size_t part = life->count / 2; part > 0 && tries < MOST_TRIES; part /= 2)
		for (size_t from = life->count; from-- > 0;)
		{
			if (from + part > life->count || life->count == part)
				continue;
			t_life shorter = without(life, from, part);
			if (++tries < MOST_TRIES && fails(origin, live, &shorter))
				*life = shorter;
		}
}

/* The shortest life that fails is the row's end; where none fails by itself, what was
 * seen first is. */
static void complain(t_process *origin, t_live live, t_life *life)
{
	size_t count = life->count;

	limits_widen(SHRINKING_FACTOR);
	if (!fails(origin, live, life))
		row_fail_as_caught();
	shrink(origin, live, life);
	g_process = child_begin();
	tried_clear();
	stage_clear();
	noted("of %zu random calls, seed %lu, %zu are enough to go wrong", count,
		row_seed(), life->count);
	live(life);
	row_fail_as_caught();
}

void random_lives(size_t steps, t_live live)
{
	t_random random = random_begin();
	t_process *origin = g_process;
	t_life life;
	/* To fork the whole of valgrind for each try takes long. */
	int is_shrunk = g_order.mode == MODE_NATIVE;

	if (is_shrunk)
		g_process = child_begin();
	for (size_t done = 0; done < steps; done += life.count)
	{
		t_trial trial = {live, &life};
		draw(&random, &life, steps - done);
		if (!is_shrunk)
			begin(live, &life);
		else if (row_fails(try, &trial))
		{
			end(origin, g_process);
			complain(origin, live, &life);
		}
	}
}
