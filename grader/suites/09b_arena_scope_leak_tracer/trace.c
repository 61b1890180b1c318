/* The random trace: operations on a tracer, held against a model. */

#include "random.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 5000
#define WATCHED_STEPS 200

#define CAPACITY 2048

/* The model is the contract, written with an array of bytes beside the ledger. */
typedef struct s_model
{
	size_t offset;
	size_t capacity;
	size_t depth;
	size_t count;
	t_entry ledger[TRACER_BLOCKS];
	unsigned char bytes[CAPACITY]; /* what the owners wrote */
} t_model;

typedef struct s_trace
{
	t_random random;
	t_subject s;
	t_model model;
	size_t step;
} t_trace;

static size_t below(t_trace *t, size_t limit)
{
	return random_below(&t->random, limit);
}

/* Says what the model holds, at which step. The calls are many: only what did not come is
 * put into words. */
static void promised(const t_trace *t, const char *format, ...)
{
	char words[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	show_tracer(&t->s);
	expected("step %zu, seed %lu: %s", t->step, row_seed(), words);
}

static void compare_entries(const t_trace *t)
{
	char which[80];

	for (size_t i = 0; i < t->model.count; i++)
	{
		snprintf(which, sizeof(which),
			"step %zu, seed %lu: entry %zu of the ledger", t->step,
			row_seed(), i);
		expect_entry(&t->s.tracer.ledger[i], &t->model.ledger[i], which);
	}
}

static void compare(const t_trace *t)
{
	const t_tracer *now = &t->s.tracer;
	const t_model *m = &t->model;

	if (now->offset != m->offset || now->capacity != m->capacity ||
		now->depth != m->depth || now->count != m->count)
	{
		promised(t, "offset %zu, capacity %zu, depth %zu, count %zu", m->offset,
			m->capacity, m->depth, m->count);
		got("offset %zu, capacity %zu, depth %zu, count %zu", now->offset,
			now->capacity, now->depth, now->count);
	}
	compare_entries(t);
}

static void begin_life(t_trace *t)
{
	size_t size = 1 + below(t, CAPACITY);

	t->s = live("a", size);
	memset(&t->model, 0, sizeof(t->model));
	t->model.capacity = rounded(size);
	memset(t->s.tracer.base, 0, t->model.capacity);
}

static void end_life(t_trace *t)
{
	int status = call_free(&t->s);

	if (status != 0)
	{
		promised(t, "tracer_free returns 0");
		got("it returned %d, and errno is %s", status, errno_name(t->s.error));
	}
	picture(NULL, NULL);
	expect_dead(&t->s, "tracer_free");
}

/* What the model says of a block: where it begins, or -1 and the errno. */
static int model_alloc(t_model *m, size_t size, const char *label, size_t *at)
{
	if (size > m->capacity - m->offset)
		return ENOMEM;
	if (m->count == TRACER_BLOCKS)
		return ENOSPC;
	t_entry *entry = &m->ledger[m->count++];
	*entry = (t_entry){m->offset, size, m->depth, BLOCK_LIVE, ""};
	memcpy(entry->label, label, strnlen(label, TRACER_LABEL - 1));
	*at = m->offset;
	m->offset += rounded(size);
	return 0;
}

static void step_alloc(t_trace *t)
{
	char label[24] = "";
	size_t at = 0;
	size_t size = 1 + below(t, below(t, 20) == 0 ? CAPACITY : 48);
	/* Either reason is true where neither the memory nor the ledger has room. */
	int both = t->model.count == TRACER_BLOCKS;

	size_t length = below(t, sizeof(label));
	memset(label, 'a' + (int)below(t, 26), length);
	int error = model_alloc(&t->model, size, label, &at);
	char *block = call_alloc(&t->s, size, label);
	if (error == 0 && block != (char *)t->s.tracer.base + at)
	{
		promised(t, "a block of %zu bytes at base + %zu", size, at);
		if (block == NULL)
			got("NULL, and errno is %s", errno_name(t->s.error));
		got("a block at base + %td", block - (char *)t->s.tracer.base);
	}
	if (error != 0 && (block != NULL || (t->s.error != error &&
						    !(both && t->s.error == ENOSPC))))
	{
		promised(t, "no block of %zu bytes, and %s", size, errno_name(error));
		if (block != NULL)
			got("a block at base + %td", block - (char *)t->s.tracer.base);
		got("NULL, but errno is %s", errno_name(t->s.error));
	}
}

/* What a call that answers with a status must have answered: `wanted`, or -1 with
 * `error`. */
static void expect_status(
	const t_trace *t, const char *call, int status, int wanted, int error)
{
	if (status == wanted && (wanted != -1 || t->s.error == error))
		return;
	promised(t, "%s returns %d%s%s", call, wanted, wanted == -1 ? " with " : "",
		wanted == -1 ? errno_name(error) : "");
	if (status >= 0)
		got("it returned %d", status);
	got("it returned %d, and errno is %s", status, errno_name(t->s.error));
}

/* Releases a block in any state, or an address that is none. */
static void step_release(t_trace *t)
{
	t_model *m = &t->model;
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
	int status = call_release(&t->s, (char *)t->s.tracer.base + at);
	expect_status(t, "tracer_release", status, error == 0 ? 0 : -1, error);
}

static void step_enter(t_trace *t)
{
	int full = t->model.depth == TRACER_SCOPES;
	int status = call_enter(&t->s);

	expect_status(t, "tracer_enter", status, full ? -1 : 0, ENOSPC);
	t->model.depth += !full;
}

/* The blocks that leak, in the model. Returns how many there are. */
static size_t model_leave(t_model *m, t_entry *leaks)
{
	size_t count = 0;

	for (size_t i = 0; i < m->count; i++)
	{
		if (m->ledger[i].state != BLOCK_LIVE || m->ledger[i].scope != m->depth)
			continue;
		m->ledger[i].state = BLOCK_LEAKED;
		leaks[count++] = m->ledger[i];
	}
	m->depth--;
	return count;
}

static void step_leave(t_trace *t)
{
	t_entry wanted[TRACER_BLOCKS];
	t_entry leaks[TRACER_BLOCKS];
	char which[80];
	int open = t->model.depth != 0;
	size_t count = open ? model_leave(&t->model, wanted) : 0;
	size_t room = below(t, 6);
	int status = call_leave(&t->s, leaks, room);

	expect_status(t, "tracer_leave", status, open ? (int)count : -1, EINVAL);
	for (size_t i = 0; i < count && i < room; i++)
	{
		snprintf(which, sizeof(which), "step %zu, seed %lu: leaks[%zu], of %zu",
			t->step, row_seed(), i, count);
		expect_entry(&leaks[i], &wanted[i], which);
	}
}

/* Writes bytes here and there below the offset, as the owners do. */
static void scribble(t_trace *t)
{
	size_t writes = below(t, 6);

	for (size_t i = 0; i < writes && t->model.offset != 0; i++)
	{
		size_t at = below(t, t->model.offset);
		size_t size = 1 + below(t, 20);
		if (size > t->model.offset - at)
			size = t->model.offset - at;
		memset(t->model.bytes + at, (int)below(t, 3), size);
		memcpy((char *)t->s.tracer.base + at, t->model.bytes + at, size);
	}
}

/* The ranges in which the bytes differ, in the model. Returns how many there are. */
static size_t model_diff(
	const unsigned char *now, const unsigned char *then, size_t size, t_range *ranges)
{
	size_t count = 0;

	for (size_t at = 0; at < size; at++)
	{
		if (now[at] == then[at])
			continue;
		if (at == 0 || now[at - 1] == then[at - 1])
			ranges[count++] = (t_range){at, 0};
		ranges[count - 1].size++;
	}
	return count;
}

static void compare_diff(
	t_trace *t, const t_snapshot *snapshot, const unsigned char *then, size_t size)
{
	static t_range wanted[CAPACITY];
	/* Room for four, and more behind it: who writes too many does not write over the
	 * row's stack. */
	static t_range ranges[CAPACITY];
	size_t changed = 0;
	size_t count = model_diff(t->model.bytes, then, size, wanted);
	t_diff diff = call_diff(&t->s, snapshot, ranges, 4);

	for (size_t i = 0; i < count; i++)
		changed += wanted[i].size;
	promised(t, "ranges %zu, changed %zu, grown %zu", count, changed,
		t->model.offset - size);
	if (diff.ranges != count || diff.changed != changed ||
		diff.grown != t->model.offset - size)
		got("ranges %zu, changed %zu, grown %zu", diff.ranges, diff.changed,
			diff.grown);
	for (size_t i = 0; i < count && i < 4; i++)
	{
		promised(t, "changed range %zu: %zu bytes from base + %zu on", i,
			wanted[i].size, wanted[i].start);
		if (ranges[i].start != wanted[i].start ||
			ranges[i].size != wanted[i].size)
			got("%zu bytes from base + %zu on", ranges[i].size,
				ranges[i].start);
	}
}

static void step_diff(t_trace *t)
{
	unsigned char then[CAPACITY];
	size_t size = t->model.offset;
	t_snapshot snapshot;

	memcpy(then, t->model.bytes, sizeof(then));
	int status = call_snapshot(&t->s, &snapshot);
	expect_status(t, "tracer_snapshot", status, 0, 0);
	scribble(t);
	step_alloc(t);
	compare_diff(t, &snapshot, then, size);
	status = call_snapshot_free(&t->s, &snapshot);
	expect_status(t, "snapshot_free", status, 0, 0);
}

static void step_check(t_trace *t)
{
	t_fault fault = call_check(&t->s);

	promised(t, "tracer_check returns FAULT_NONE: nobody damaged this tracer");
	if (fault != FAULT_NONE)
		got("it returned %s", fault_name(fault));
}

static void step(t_trace *t)
{
	size_t draw = below(t, 100);

	if (draw < 3)
	{
		end_life(t);
		begin_life(t);
	}
	else if (draw < 50)
		step_alloc(t);
	else if (draw < 70)
		step_release(t);
	else if (draw < 80)
		step_enter(t);
	else if (draw < 88)
		step_leave(t);
	else if (draw < 96)
		step_diff(t);
	else
		step_check(t);
}

ROW(random_trace)
{
	static t_trace t;

	memset(&t, 0, sizeof(t));
	t.random = random_begin();
	size_t steps = row_is_watched() ? WATCHED_STEPS : STEPS;
	begin_life(&t);
	for (t.step = 1; t.step <= steps; t.step++)
	{
		step(&t);
		compare(&t);
	}
	end_life(&t);
	return row_passed();
}
