/* The random trace: 10,000 operations on rings, held against a model. */

#include "lives.h"
#include "objects.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#define STEPS 10000
#define WATCHED_STEPS 300
#define WORDS (sizeof(t_ring) / sizeof(uint64_t))
/* Records come out of this much of the pattern. */
#define SOURCE (32 << 10)
/* What all reads of a life take at most, with room for those that must be refused. */
#define SINK (4 << 20)
#define QUEUE SINK

/* A call that is planned, and what the contract says of it. */
typedef struct s_plan
{
	int is_read;
	size_t size;
	size_t from; /* in the source, of what is written */
	size_t to; /* in the sink, of what is read */
	size_t used; /* before */
	int error; /* 0: it succeeds */
} t_plan;

typedef struct s_trace
{
	t_mirror r;
	t_address source;
	t_address sink;
	t_plan plans[LIFE_STEPS];
	size_t count;
	/* The model: all that was ever written, and how much of it was read. */
	unsigned char queue[QUEUE];
	size_t in;
	size_t out;
	size_t taken; /* of the sink */
} t_trace;

static size_t random_size(t_random *random, size_t fits, size_t capacity)
{
	const size_t rare[] = {0, SIZE_MAX, capacity, capacity + 1, fits, fits, fits,
		fits + 1, fits + 1};
	size_t draw = random_below(random, 100);

	if (draw < sizeof(rare) / sizeof(*rare))
		return rare[draw];
	if (draw < 20 && fits > 1)
		return 1 + random_below(random, fits);
	return 1 + random_below(random, draw < 80 ? 200 : 2500);
}

/* The model is the contract, in a few lines. */
static void plan(t_trace *t, t_random random)
{
	t_plan *plan = &t->plans[t->count++];
	size_t used = t->in - t->out;
	size_t capacity = t->r.ring.capacity;

	*plan = (t_plan){.is_read = random_below(&random, 100) < 48, .used = used};
	size_t fits = plan->is_read ? used : capacity - used;
	plan->size = random_size(&random, fits, capacity);
	plan->from = random_below(&random, SOURCE / 2);
	plan->to = t->taken;
	if (plan->size == 0)
		plan->error = EINVAL;
	else if (plan->size > fits)
		plan->error = plan->is_read ? ENODATA : ENOSPC;
	else if (plan->is_read)
	{
		t->out += plan->size;
		t->taken += plan->size;
	}
	else
		for (size_t i = 0; i < plan->size; i++)
			t->queue[t->in++] = pattern(plan->from + i);
}

static void note_calls(const t_trace *t, const t_step *steps, size_t last)
{
	for (size_t i = 0; i <= last; i++)
	{
		tried("%s(&r, record, %s)",
			t->plans[i].is_read ? "ring_read" : "ring_write",
			size_words(t->plans[i].size));
		answered_status((int)steps[i].value, steps[i].error);
	}
}

/* In a full or an empty ring a record of no bytes has two reasons to be refused. */
static int is_refused(const t_plan *plan, const t_step *step, size_t capacity)
{
	size_t fits = plan->is_read ? plan->used : capacity - plan->used;

	return (int)step->value == -1 &&
	       (step->error == plan->error ||
		       (plan->size == 0 && fits == 0 &&
			       step->error == (plan->is_read ? ENODATA : ENOSPC)));
}

static const char *promise_of(const t_plan *plan)
{
	if (plan->size == 0)
		return NULL;
	if (plan->is_read)
		return "Fewer than `size` bytes are used";
	return "A record that does not fit, whatever its size";
}

static void check_step(const t_trace *t, const t_step *steps, size_t index)
{
	const t_plan *plan = &t->plans[index];
	const t_step *step = &steps[index];
	size_t capacity = t->r.ring.capacity;
	size_t used = plan->used;
	t_ring ring;

	memcpy(&ring, step->object, sizeof(ring));
	int is_good = plan->error == 0 ? (int)step->value == 0
				       : is_refused(plan, step, capacity);
	if (plan->error == 0)
		used = plan->is_read ? used - plan->size : used + plan->size;
	if (is_good && ring.used == used && ring.head < capacity &&
		ring.capacity == capacity)
		return;
	note_calls(t, steps, index);
	if (!is_good && plan->error != 0)
	{
		expected("-1 and %s: %zu of %zu bytes were used", errno_name(plan->error),
			plan->used, capacity);
		if (promise_of(plan) != NULL)
			promise(promise_of(plan));
		got("%d, and errno is %s", (int)step->value, errno_name(step->error));
	}
	if (!is_good)
	{
		expected("0: %zu of %zu bytes were used", plan->used, capacity);
		got("%d, and errno is %s", (int)step->value, errno_name(step->error));
	}
	expect_size("r.capacity", capacity, ring.capacity);
	expect_size("r.used", used, ring.used);
	expected("r.head is less than the capacity");
	promise("In any other ring head is less than");
	got("r.head is %s", size_words(ring.head));
}

/* What was read is what the model read. */
static void check_reads(const t_trace *t, const t_step *steps)
{
	const unsigned char *sink = (unsigned char *)copy_of(t->sink, t->taken);

	for (size_t i = 0; i < t->count; i++)
	{
		const t_plan *plan = &t->plans[i];
		if (!plan->is_read || plan->error != 0 ||
			memcmp(sink + plan->to, t->queue + plan->to, plan->size) == 0)
			continue;
		size_t at = 0;
		while (sink[plan->to + at] == t->queue[plan->to + at])
			at++;
		note_calls(t, steps, i);
		expected("the record holds the oldest %zu bytes", plan->size);
		got("its byte %zu is %d, and %d was written", at, sink[plan->to + at],
			t->queue[plan->to + at]);
	}
}

/* What was not read is in one piece, from base + head on. */
static void check_rest(t_trace *t, const t_step *steps)
{
	size_t used = t->in - t->out;

	read_memory(t->r.at, &t->r.ring, sizeof(t->r.ring));
	const char *bytes = copy_of(base_of_ring(&t->r) + t->r.ring.head, used);
	if (memcmp(bytes, t->queue + t->out, used) == 0)
		return;
	note_calls(t, steps, t->count - 1);
	expected("the %zu used bytes are those from base + head on, oldest first", used);
	promise("The used bytes are always those from base + head on");
	got("other bytes are there");
}

static void live(const t_life *life)
{
	static t_trace t;
	t_random first = life->first;

	t.count = 0;
	t.in = 0;
	t.out = 0;
	t.taken = 0;
	t.source = stage_pattern(SOURCE);
	t.sink = map_anywhere(SINK);
	t.r = live_ring("r", 1 + random_below(&first, 3 * PAGE));
	while (t.count < life->count)
		plan(&t, life->steps[t.count]);
	for (size_t i = 0; i < t.count; i++)
		BATCH(t.plans[i].is_read ? RING_READ : RING_WRITE, t.r.at,
			t.plans[i].is_read ? t.sink + t.plans[i].to
					   : t.source + t.plans[i].from,
			t.plans[i].size);
	const t_step *steps = batch_run(t.r.at, WORDS);
	for (size_t i = 0; i < t.count; i++)
		check_step(&t, steps, i);
	check_reads(&t, steps);
	check_rest(&t, steps);
	put_away(&t.r);
	leave(t.sink, SINK);
}

ROW(random_trace)
{
	random_lives(row_is_watched() ? WATCHED_STEPS : STEPS, live);
}
