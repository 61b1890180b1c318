/* The random trace: operations on a tracer, held against a model. */

#include "expect.h"
#include "random.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 5000
#define WATCHED_STEPS 200
#define ROOM TRACER_BLOCKS

/* The model is a second tracer that the row keeps itself, by the contract. */
typedef struct s_trace
{
	t_random random;
	t_subject s;
	t_tracer model;
	t_snapshot snapshot;
	size_t step;
} t_trace;

static size_t below(t_trace *t, size_t limit)
{
	return random_below(&t->random, limit);
}

/* Fails the row unless the tracer is what the model is. */
static void expect_model(const t_trace *t)
{
	char after[64];

	snprintf(after, sizeof(after), "step %zu, seed %lu, in the model,", t->step, row_seed());
	expect_same(&t->s, &t->model, after);
}

static void begin_life(t_trace *t)
{
	t->s = live("t", 1 + below(t, 4000));
	t->model = t->s.tracer;
	t->snapshot = snapshot_of(&t->s);
}

static void end_life(t_trace *t)
{
	call_snapshot_free(&t->s, &t->snapshot);
	freed(&t->s);
}

/* What the contract says of a request: 0, or the errno of its refusal. */
static int refusal(const t_tracer *model, size_t size)
{
	if (size == 0)
		return EINVAL;
	if (size > model->capacity - model->offset)
		return ENOMEM;
	return model->count == TRACER_BLOCKS ? ENOSPC : 0;
}

static void allocate(t_trace *t)
{
	size_t size = below(t, 20) == 0 ? (size_t)-1 - below(t, 40) : 1 + below(t, 90);
	int error = refusal(&t->model, size);
	char *block = call_alloc(&t->s, size, "random");

	expected("step %zu, seed %lu: %s", t->step, row_seed(),
		error == 0 ? "a block at the offset" : "the block is refused");
	/* In a full ledger without room either errno is true. */
	int both = error == ENOMEM && t->model.count == TRACER_BLOCKS && t->s.error == ENOSPC;
	if (error != 0 && (block != NULL || (t->s.error != error && !both)))
		got("%s, errno %s", block == NULL ? "NULL" : "a block", errno_name(t->s.error));
	if (error == 0 && block != (char *)t->model.base + t->model.offset)
		got("%s", block == NULL ? "NULL" : "a block elsewhere");
	if (error != 0)
		return;
	t->model.ledger[t->model.count++] =
		(t_entry){t->model.offset, size, t->model.depth, BLOCK_LIVE, "random"};
	t->model.offset += rounded(size);
}

static void release(t_trace *t)
{
	if (t->model.count == 0)
		return;
	t_entry *entry = &t->model.ledger[below(t, t->model.count)];
	size_t inner = below(t, 4) == 0 ? 1 + below(t, 20) : 0;
	int error = inner != 0 && inner % TRACER_ALIGN != 0 ? EINVAL
		    : inner != 0                            ? -1
		    : entry->state == BLOCK_LIVE            ? 0
		    : entry->state == BLOCK_RELEASED        ? EALREADY
							    : EINVAL;
	/* 16 bytes on there may be a block of its own: too much to ask of this model. */
	if (error == -1)
		return;
	int status = call_release(&t->s, (char *)t->model.base + entry->offset + inner);
	expected("step %zu, seed %lu: %s", t->step, row_seed(), error == 0 ? "0" : errno_name(error));
	if ((status == 0) != (error == 0) || (error != 0 && t->s.error != error))
		got("%d, errno %s", status, errno_name(t->s.error));
	if (error == 0)
		entry->state = BLOCK_RELEASED;
}

static void enter(t_trace *t)
{
	int status = call_enter(&t->s);

	expected(
		"step %zu, seed %lu: tracer_enter with %zu open scopes", t->step, row_seed(), t->model.depth);
	if ((status == 0) != (t->model.depth < TRACER_SCOPES))
		got("%d", status);
	t->model.depth += t->model.depth < TRACER_SCOPES;
}

static void leave(t_trace *t)
{
	t_entry leaks[ROOM];
	int wanted = t->model.depth == 0 ? -1 : 0;
	int count = call_leave(&t->s, leaks, ROOM);

	for (size_t i = 0; wanted != -1 && i < t->model.count; i++)
	{
		t_entry *entry = &t->model.ledger[i];
		if (entry->state != BLOCK_LIVE || entry->scope != t->model.depth)
			continue;
		entry->state = BLOCK_LEAKED;
		if (wanted < count)
			expect_entry("a leak, in the order of the ledger,", &leaks[wanted], *entry);
		wanted++;
	}
	expected("step %zu, seed %lu: %d leaks", t->step, row_seed(), wanted);
	if (count != wanted)
		got("%d", count);
	t->model.depth -= wanted != -1;
}

/* Writes somewhere, and compares with the snapshot: found byte by byte here, as slow as can be. */
static void write_and_compare(t_trace *t)
{
	unsigned char *now = t->model.base;
	const unsigned char *then = t->snapshot.copy;
	t_diff wanted = {.grown = t->model.offset - t->snapshot.size};

	if (t->model.offset != 0)
		now[below(t, t->model.offset)] = (unsigned char)below(t, 3);
	for (size_t i = 0; i < t->snapshot.size; i++)
	{
		wanted.changed += now[i] != then[i];
		wanted.ranges += now[i] != then[i] && (i == 0 || now[i - 1] == then[i - 1]);
	}
	t_diff diff = call_diff(&t->s, &t->snapshot, NULL, 0);
	expected("step %zu, seed %lu: ranges %zu, changed %zu, grown %zu", t->step, row_seed(), wanted.ranges,
		wanted.changed, wanted.grown);
	if (diff.ranges != wanted.ranges || diff.changed != wanted.changed || diff.grown != wanted.grown)
		got("ranges %zu, changed %zu, grown %zu", diff.ranges, diff.changed, diff.grown);
}

static void look_again(t_trace *t)
{
	call_snapshot_free(&t->s, &t->snapshot);
	t->snapshot = snapshot_of(&t->s);
	t_fault fault = call_check(&t->s);
	expected("step %zu, seed %lu: nothing is damaged", t->step, row_seed());
	if (fault != FAULT_NONE)
		got("fault %d", (int)fault);
}

static void take_step(t_trace *t)
{
	static void (*const steps[])(t_trace * t) = {allocate, allocate, allocate, release, release, enter,
		leave, write_and_compare, write_and_compare, look_again};

	steps[below(t, sizeof(steps) / sizeof(*steps))](t);
	expect_model(t);
}

t_passed random_trace(void)
{
	static t_trace t;
	size_t steps = row_is_watched() ? WATCHED_STEPS : STEPS;

	memset(&t, 0, sizeof(t));
	t.random = random_begin();
	begin_life(&t);
	for (t.step = 1; t.step <= steps; t.step++)
	{
		if (below(&t, 150) == 0)
		{
			end_life(&t);
			begin_life(&t);
		}
		else
			take_step(&t);
	}
	end_life(&t);
	return row_passed();
}
