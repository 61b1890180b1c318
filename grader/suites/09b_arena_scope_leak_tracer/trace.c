/*
 * The random trace: operations on a tracer, held against a model. They are planned, with
 * what the contract says of each, made many in one turn, and then looked at one by one.
 */

#include "kit.h"
#include "lives.h"
#include "show.h"
#include "steps.h"
#include "words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 5000
#define WATCHED_STEPS 200

#define CAPACITY 2048
/* Calls of one turn, and how many of them one step of a life may take. */
#define PLANS 48
#define PLANS_OF_STEP 10
/* Elements of a list that are looked at. */
#define LEAKS 5
#define RANGES 4
/* Its numbers stand before the ledger. */
#define WORDS (offsetof(t_tracer, ledger) / sizeof(uint64_t))

/* The model is the contract, written with an array of bytes beside the ledger. */
typedef struct s_model
{
	t_tracer tracer;
	unsigned char bytes[CAPACITY]; /* what the owners wrote */
} t_model;

/* What a call needs and leaves, in memory of the subject. */
typedef struct s_slot
{
	char label[24];
	t_snapshot snapshot;
	t_diff diff;
	union
	{
		t_entry leaks[LEAKS];
		t_range ranges[RANGES];
	} list;
	t_entry ledger[TRACER_BLOCKS]; /* as it was after the call */
} t_slot;

/* A call that is planned, and what the contract says of it. */
typedef struct s_plan
{
	uint32_t call;
	uint64_t arguments[WINDOW_ARGUMENTS];
	int status; /* that it returns */
	int error; /* errno with which it fails, or 0 */
	int other; /* another errno that is as true, or the same */
	size_t at; /* the address that is given or taken, from base */
	size_t listed; /* elements that come to the list */
	size_t list_size; /* bytes of these */
	t_slot wanted; /* the label; what a diff has; what comes to the list */
	t_tracer after; /* the tracer behind the call */
} t_plan;

typedef struct s_trace
{
	t_random random; /* of the step that is planned */
	t_subject s;
	t_model model;
	t_plan plans[PLANS];
	size_t count;
	t_address slots;
	t_address list; /* longer than any list: who writes too many writes to no slot */
} t_trace;

static size_t below(t_trace *t, size_t limit)
{
	return random_below(&t->random, limit);
}

static t_address slot_of(const t_trace *t, const t_plan *plan)
{
	return t->slots + (size_t)(plan - t->plans) * sizeof(t_slot);
}

/* ---- what is planned ---- */

#define PLAN(t, call, ...)                                                               \
	add_plan((t), (call), (uint64_t[WINDOW_ARGUMENTS]){__VA_ARGS__})
static t_plan *add_plan(t_trace *t, uint32_t call, const uint64_t *arguments)
{
	t_plan *plan = &t->plans[t->count++];

	memset(plan, 0, offsetof(t_plan, wanted));
	plan->call = call;
	memcpy(plan->arguments, arguments, sizeof(plan->arguments));
	return plan;
}

/* The call fails with this errno; 0: it does not. */
static void fails(t_plan *plan, int error)
{
	plan->error = error;
	plan->other = error;
	plan->status = error == 0 ? 0 : -1;
}

/* The next block of the model. Returns 0, or the errno. */
static int model_alloc(t_tracer *m, size_t size, const char *label)
{
	if (size > m->capacity - m->offset)
		return ENOMEM;
	if (m->count == TRACER_BLOCKS)
		return ENOSPC;
	t_entry *entry = &m->ledger[m->count++];
	*entry = (t_entry){m->offset, size, m->depth, BLOCK_LIVE, ""};
	memcpy(entry->label, label, strnlen(label, TRACER_LABEL - 1));
	m->offset += rounded(size);
	return 0;
}

static void plan_alloc(t_trace *t)
{
	t_tracer *m = &t->model.tracer;
	size_t size = 1 + below(t, below(t, 20) == 0 ? CAPACITY : 48);
	t_plan *plan = PLAN(t, TRACER_ALLOC, t->s.at, size, 0);
	t_slot *slot = &plan->wanted;
	size_t length = below(t, sizeof(slot->label));

	memset(slot->label, 0, sizeof(slot->label));
	memset(slot->label, 'a' + (int)below(t, 26), length);
	plan->arguments[2] = slot_of(t, plan) + offsetof(t_slot, label);
	write_memory(plan->arguments[2], slot->label, length + 1);
	/* Either reason is true where neither the memory nor the ledger has room. */
	int both = m->count == TRACER_BLOCKS;
	plan->at = m->offset;
	fails(plan, model_alloc(m, size, slot->label));
	plan->other = both ? ENOSPC : plan->error;
	plan->after = *m;
}

/* Releases a block in any state, or an address that is none. */
static void plan_release(t_trace *t)
{
	t_tracer *m = &t->model.tracer;
	int error = EINVAL;
	size_t at = 8;

	if (m->count != 0 && below(t, 10) != 0)
	{
		t_entry *entry = &m->ledger[below(t, m->count)];
		at = entry->offset;
		error = entry->state == BLOCK_LIVE     ? 0
			: entry->state == BLOCK_LEAKED ? EINVAL
						       : EALREADY;
		if (error == 0)
			entry->state = BLOCK_RELEASED;
	}
	t_plan *plan = PLAN(t, TRACER_RELEASE, t->s.at, base_of(&t->s) + at);
	plan->at = at;
	fails(plan, error);
	plan->after = *m;
}

static void plan_enter(t_trace *t)
{
	t_tracer *m = &t->model.tracer;
	t_plan *plan = PLAN(t, TRACER_ENTER, t->s.at);

	fails(plan, m->depth == TRACER_SCOPES ? ENOSPC : 0);
	m->depth += plan->error == 0;
	plan->after = *m;
}

/* The blocks that leak, in the model. Returns how many there are. */
static size_t model_leave(t_tracer *m, t_entry *leaks, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < m->count; i++)
	{
		if (m->ledger[i].state != BLOCK_LIVE || m->ledger[i].scope != m->depth)
			continue;
		m->ledger[i].state = BLOCK_LEAKED;
		if (count < room)
			leaks[count] = m->ledger[i];
		count++;
	}
	m->depth--;
	return count;
}

static size_t lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void plan_leave(t_trace *t)
{
	t_tracer *m = &t->model.tracer;
	size_t room = below(t, LEAKS + 1);
	t_plan *plan = PLAN(t, TRACER_LEAVE, t->s.at, t->list, room);

	if (m->depth == 0)
		fails(plan, EINVAL);
	else
		plan->status = (int)model_leave(m, plan->wanted.list.leaks, room);
	if (plan->status > 0)
		plan->listed = lesser((size_t)plan->status, room);
	plan->list_size = plan->listed * sizeof(t_entry);
	plan->after = *m;
}

/* Writes bytes here and there below the offset, as the owners do. */
static void plan_scribble(t_trace *t)
{
	t_model *m = &t->model;
	size_t writes = below(t, 6);

	for (size_t i = 0; i < writes && m->tracer.offset != 0; i++)
	{
		size_t at = below(t, m->tracer.offset);
		size_t size = lesser(1 + below(t, 20), m->tracer.offset - at);
		int byte = (int)below(t, 3);
		memset(m->bytes + at, byte, size);
		PLAN(t, STEP_FILL, base_of(&t->s) + at, (uint64_t)byte, size);
	}
}

/* The ranges in which the first `size` bytes differ, and how many bytes they have, in the
 * model. Of the ranges, RANGES are kept. */
static t_diff model_diff(
	const unsigned char *now, const unsigned char *then, size_t size, t_range *ranges)
{
	t_diff diff = {0, 0, 0};

	for (size_t at = 0; at < size; at++)
	{
		if (now[at] == then[at])
			continue;
		if (at == 0 || now[at - 1] == then[at - 1])
		{
			if (diff.ranges < RANGES)
				ranges[diff.ranges] = (t_range){at, 0};
			diff.ranges++;
		}
		if (diff.ranges <= RANGES)
			ranges[diff.ranges - 1].size++;
		diff.changed++;
	}
	return diff;
}

static void plan_diff(t_trace *t, t_address shot, const unsigned char *then, size_t size)
{
	const t_model *m = &t->model;
	t_plan *plan = PLAN(t, TRACER_DIFF, t->s.at, shot, t->list, RANGES, 0);
	t_slot *slot = &plan->wanted;

	plan->arguments[4] = slot_of(t, plan) + offsetof(t_slot, diff);
	slot->diff = model_diff(m->bytes, then, size, slot->list.ranges);
	slot->diff.grown = m->tracer.offset - size;
	plan->listed = lesser(slot->diff.ranges, RANGES);
	plan->list_size = plan->listed * sizeof(t_range);
	plan->after = m->tracer;
}

/* A snapshot, writes, a block more, and what has changed since. */
static void plan_snapshot(t_trace *t)
{
	unsigned char then[CAPACITY];
	size_t size = t->model.tracer.offset;
	t_address shot = slot_of(t, &t->plans[t->count]) + offsetof(t_slot, snapshot);

	memcpy(then, t->model.bytes, sizeof(then));
	if (!row_is_watched())
		PLAN(t, STEP_FILL, shot, RUBBISH, sizeof(t_snapshot));
	PLAN(t, TRACER_SNAPSHOT, t->s.at, shot)->after = t->model.tracer;
	plan_scribble(t);
	plan_alloc(t);
	plan_diff(t, shot, then, size);
	PLAN(t, TRACER_SNAPSHOT_FREE, shot)->after = t->model.tracer;
}

static void plan_check(t_trace *t)
{
	PLAN(t, TRACER_CHECK, t->s.at)->after = t->model.tracer;
}

/* ---- what is made ---- */

#define PUT_ASIDE 2

/* Whether it is a call of the contract, and not of the row's own. */
static int is_promised(const t_plan *plan)
{
	return plan->call >= STEP_LESSON;
}

/* A call of the contract is followed by two steps, which put its list and the ledger
 * aside: later calls change them. */
static const t_step *make_all(const t_trace *t)
{
	for (size_t i = 0; i < t->count; i++)
	{
		const t_plan *plan = &t->plans[i];
		t_address slot = slot_of(t, plan);
		batch_add(plan->call, plan->arguments);
		if (!is_promised(plan))
			continue;
		BATCH(STEP_COPY, slot + offsetof(t_slot, list), t->list, plan->list_size);
		BATCH(STEP_COPY, slot + offsetof(t_slot, ledger),
			t->s.at + offsetof(t_tracer, ledger),
			plan->after.count * sizeof(t_entry));
	}
	return batch_run(t->s.at, WORDS);
}

/* ---- what came ---- */

/* Says what the model holds. Only what did not come is put into words. */
static void promised(const t_trace *t, const char *format, ...)
{
	char words[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	show_arena(&t->s);
	expected("%s", words);
}

static void check_alloc(const t_trace *t, const t_plan *plan, t_address block)
{
	size_t size = plan->arguments[1];
	int error = t->s.error;
	char *label = show(plan->wanted.label, strlen(plan->wanted.label));

	tried("tracer_alloc(&a, %zu, %s)", size, label);
	free(label);
	if (block == 0)
		answered(error, "NULL");
	else
		answered(0, "base + %td", distance_of(&t->s, block));
	int is_good = plan->error == 0 ? block == base_of(&t->s) + plan->at
				       : block == 0 && (error == plan->error ||
							       error == plan->other);
	if (is_good)
		return;
	if (plan->error == 0)
		promised(t, "a block of %zu byte%s at base + %zu", size, plural(size),
			plan->at);
	else
		promised(t, "no block of %zu byte%s, and %s", size, plural(size),
			errno_name(plan->error));
	promise(plan->error == 0        ? "The block begins at base + offset"
		: plan->error == ENOSPC ? "A full ledger: NULL and ENOSPC"
					: "A block that does not fit: NULL and ENOMEM");
	if (block != 0)
		got("a block at base + %td", distance_of(&t->s, block));
	got("NULL, %s errno is %s", plan->error == 0 ? "and" : "but", errno_name(error));
}

/* Which promise says that a call returns this status. */
static const char *promise_of(const t_plan *plan)
{
	if (plan->call == TRACER_RELEASE)
		return plan->error == 0 ? "`block` is the address of the first byte"
		       : plan->error == EALREADY ? "A block that was already released"
						 : "Any other address, including NULL";
	if (plan->call == TRACER_ENTER)
		return "With TRACER_SCOPES open: -1 and ENOSPC";
	if (plan->call == TRACER_LEAVE)
		return plan->error == 0 ? "Those that are still live leak"
					: "No scope is open: -1 and EINVAL";
	return plan->call == TRACER_SNAPSHOT
		       ? "Copies the bytes below the offset"
		       : "Unmaps everything that tracer_snapshot mapped";
}

/* What a call that answers with a status has answered. */
static void check_status(
	const t_trace *t, const t_plan *plan, const char *call, int status)
{
	int error = t->s.error;

	answered_status(status, error);
	if (status == plan->status && (status != -1 || error == plan->error))
		return;
	promised(t, "%s returns %d%s%s", call, plan->status,
		plan->error == 0 ? "" : " with ",
		plan->error == 0 ? "" : errno_name(plan->error));
	promise(promise_of(plan));
	if (status >= 0)
		got("it returned %d", status);
	got("it returned %d, and errno is %s", status, errno_name(error));
}

static void check_leave(
	const t_trace *t, const t_plan *plan, int status, const t_slot *slot)
{
	char which[80];

	tried("tracer_leave(&a, leaks, %zu)", (size_t)plan->arguments[2]);
	check_status(t, plan, "tracer_leave", status);
	for (size_t i = 0; i < plan->listed; i++)
	{
		snprintf(which, sizeof(which), "leaks[%zu], of %d", i, plan->status);
		expect_entry(&slot->list.leaks[i], &plan->wanted.list.leaks[i], which);
	}
}

static void check_diff(const t_trace *t, const t_plan *plan, const t_slot *slot)
{
	const t_diff *wanted = &plan->wanted.diff;
	const t_diff *diff = &slot->diff;

	tried("tracer_diff(&a, &s, ranges, %d)", RANGES);
	answered(0, "ranges %zu, changed %zu, grown %zu", diff->ranges, diff->changed,
		diff->grown);
	promised(t, "ranges %zu, changed %zu, grown %zu", wanted->ranges, wanted->changed,
		wanted->grown);
	promise("A changed range is as long as possible");
	if (memcmp(diff, wanted, sizeof(*diff)) != 0)
		got("ranges %zu, changed %zu, grown %zu", diff->ranges, diff->changed,
			diff->grown);
	for (size_t i = 0; i < plan->listed; i++)
	{
		const t_range *range = &slot->list.ranges[i];
		const t_range *good = &plan->wanted.list.ranges[i];
		promised(t, "changed range %zu: %zu byte%s at base + %zu", i, good->size,
			plural(good->size), good->start);
		if (range->start != good->start || range->size != good->size)
			got("%zu byte%s at base + %zu", range->size, plural(range->size),
				range->start);
	}
}

static void check_check(const t_trace *t, t_fault fault)
{
	tried("tracer_check(&a)");
	answered(0, "%s", fault_name(fault));
	if (fault == FAULT_NONE)
		return;
	promised(t, "tracer_check returns FAULT_NONE: nobody damaged this tracer");
	promise("Returns the first of these faults that applies");
	got("it returned %s", fault_name(fault));
}

static void check_answer(
	const t_trace *t, const t_plan *plan, uint64_t value, const t_slot *slot)
{
	if (plan->call == TRACER_ALLOC)
		check_alloc(t, plan, value);
	else if (plan->call == TRACER_LEAVE)
		check_leave(t, plan, (int)value, slot);
	else if (plan->call == TRACER_DIFF)
		check_diff(t, plan, slot);
	else if (plan->call == TRACER_CHECK)
		check_check(t, (t_fault)value);
	else if (plan->call == TRACER_RELEASE)
	{
		tried("tracer_release(&a, base + %zu)", plan->at);
		check_status(t, plan, "tracer_release", (int)value);
	}
	else if (plan->call == TRACER_ENTER)
	{
		tried("tracer_enter(&a)");
		check_status(t, plan, "tracer_enter", (int)value);
	}
	else
	{
		int takes = plan->call == TRACER_SNAPSHOT;
		tried(takes ? "tracer_snapshot(&a, &s)" : "snapshot_free(&s)");
		check_status(
			t, plan, takes ? "tracer_snapshot" : "snapshot_free", (int)value);
	}
}

static void compare(const t_trace *t, const t_plan *plan)
{
	const t_tracer *now = &t->s.arena;
	const t_tracer *m = &plan->after;
	char which[80];

	if (now->offset != m->offset || now->capacity != m->capacity ||
		now->depth != m->depth || now->count != m->count)
	{
		promised(t, "offset %zu, capacity %zu, depth %zu, count %zu", m->offset,
			m->capacity, m->depth, m->count);
		got("offset %zu, capacity %zu, depth %zu, count %zu", now->offset,
			now->capacity, now->depth, now->count);
	}
	for (size_t i = 0; i < m->count; i++)
	{
		snprintf(which, sizeof(which), "entry %zu of the ledger", i);
		expect_entry(&now->ledger[i], &m->ledger[i], which);
	}
}

/* What one call answered and left, held against the model. */
static void check_call(t_trace *t, const t_plan *plan, const t_step *step)
{
	t_slot slot;

	if (!is_promised(plan))
		return;
	read_memory(slot_of(t, plan), &slot, sizeof(slot));
	memcpy(&t->s.arena, step->object, offsetof(t_tracer, ledger));
	memcpy(t->s.arena.ledger, slot.ledger, sizeof(slot.ledger));
	t->s.error = step->error;
	check_answer(t, plan, step->value, &slot);
	compare(t, plan);
}

static void make_and_check(t_trace *t)
{
	const t_step *step = make_all(t);

	for (size_t i = 0; i < t->count; i++)
	{
		check_call(t, &t->plans[i], step);
		step += is_promised(&t->plans[i]) ? 1 + PUT_ASIDE : 1;
	}
	t->count = 0;
	picture(NULL, NULL);
	/* For memcheck the slots are as new. */
	if (row_is_watched())
		CALL(STEP_UNDEFINED, t->slots, PLANS * sizeof(t_slot));
}

/* ---- the lives ---- */

static void begin_life(t_trace *t)
{
	size_t size = 1 + below(t, CAPACITY);

	t->s = live("a", size);
	t->slots = stage(PLANS * sizeof(t_slot));
	t->list = stage(CAPACITY / 2 * sizeof(t_range));
	memset(&t->model, 0, sizeof(t->model));
	t->model.tracer.capacity = rounded(size);
	compare(t, &(t_plan){.after = t->model.tracer});
	fill_memory(base_of(&t->s), 0, t->model.tracer.capacity);
}

static void plan_step(t_trace *t)
{
	size_t draw = below(t, 100);

	if (draw < 50)
		plan_alloc(t);
	else if (draw < 70)
		plan_release(t);
	else if (draw < 80)
		plan_enter(t);
	else if (draw < 88)
		plan_leave(t);
	else if (draw < 96)
		plan_snapshot(t);
	else
		plan_check(t);
}

static void live_and_check(const t_life *life)
{
	static t_trace t;

	t.count = 0;
	t.random = life->first;
	begin_life(&t);
	for (size_t i = 0; i < life->count; i++)
	{
		if (t.count + PLANS_OF_STEP > PLANS)
			make_and_check(&t);
		t.random = life->steps[i];
		plan_step(&t);
	}
	make_and_check(&t);
	expect_zeroed(t.s);
}

ROW(random_trace)
{
	random_lives(row_is_watched() ? WATCHED_STEPS : STEPS, live_and_check);
}
