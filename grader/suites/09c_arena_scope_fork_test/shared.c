/* Rows of a shared arena that many processes allocate from at the same time. */

#define _GNU_SOURCE
#include "child.h"
#include "core.h"
#include "interrupt.h"
#include "kit.h"
#include "row_limits.h"
#include "scene.h"
#include "steps.h"
#include "turn.h"

#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>

#define CHILDREN 8
#define EACH 500
#define COUNT ((size_t)CHILDREN * EACH)

typedef struct s_given
{
	size_t at; /* from base */
	size_t size;
	size_t child;
} t_given;

typedef struct s_many
{
	t_subject s;
	t_process *children[CHILDREN];
	t_given given[COUNT]; /* EACH for each child */
} t_many;

static size_t size_of(size_t child, size_t i)
{
	return 1 + (7 * i + 13 * child) % 64;
}

/* When all begin: a few milliseconds from now. */
static struct timespec soon(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_nsec += 3000000;
	time.tv_sec += time.tv_nsec / 1000000000;
	time.tv_nsec %= 1000000000;
	return time;
}

/* Has a child take its blocks, on a processor of its own where there are enough. */
static void begin_taking(t_many *many, size_t child, const struct timespec *begin)
{
	g_process = many->children[child];
	core_spread(g_process->pid, child);
	t_address time = stage_bytes(begin, sizeof(*begin));
	BATCH(STEP_SYSCALL, SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, time, 0);
	for (size_t i = 0; i < EACH; i++)
		BATCH(ARENA_ALLOC, many->s.at, size_of(child, i));
	batch_begin(g_process, 0, 0);
}

static void end_taking(t_many *many, size_t child)
{
	t_step steps[EACH + 1];

	g_process = many->children[child];
	batch_end(g_process, steps, EACH + 1);
	for (size_t i = 0; i < EACH; i++)
	{
		const t_step *step = &steps[i + 1];
		size_t size = size_of(child, i);
		expected(
			"block %zu of child %zu, of %zu bytes: the arena has room for it",
			i + 1, child + 1, size);
		if (step->value == 0)
			got("NULL, and errno is %s", errno_name(step->error));
		many->given[child * EACH + i] =
			(t_given){step->value - base_of(&many->s), size, child};
	}
}

/* Each child fills its blocks with its number. */
static void fill_blocks(t_many *many)
{
	t_step none;

	for (size_t child = 0; child < CHILDREN; child++)
	{
		g_process = many->children[child];
		for (size_t i = 0; i < COUNT; i++)
			if (many->given[i].child == child)
				BATCH(STEP_FILL, base_of(&many->s) + many->given[i].at,
					child + 1, many->given[i].size);
		batch_begin(g_process, 0, 0);
	}
	for (size_t child = 0; child < CHILDREN; child++)
		batch_end(many->children[child], &none, 1);
}

static int by_place(const void *a, const void *b)
{
	const t_given *one = a;
	const t_given *two = b;

	return (one->at > two->at) - (one->at < two->at);
}

/* Draws what two processes were given, from the lower one on: the arena is large, and the
 * blocks are small. */
static void show_both(const char *const *names, const t_given *one, const t_given *two)
{
	static char words[2][64];
	size_t from = one->at < two->at ? one->at : two->at;
	const t_given *both[] = {one, two};
	size_t end = 0;

	scene_begin();
	for (size_t i = 0; i < 2; i++)
		if (both[i]->at - from + both[i]->size > end)
			end = both[i]->at - from + both[i]->size;
	for (size_t i = 0; i < 2; i++)
	{
		snprintf(words[i], sizeof(words[i]), "%s, from base + %zu", names[i],
			from);
		scene_lane(words[i], rounded(end), both[i]->at - from + both[i]->size);
		scene_block(both[i]->at - from, both[i]->size, (char)('A' + i));
	}
}

static void __attribute__((noreturn))
complain_of_overlap(const t_given *one, const t_given *two)
{
	char names[2][32];

	for (size_t i = 0; i < 2; i++)
		snprintf(names[i], sizeof(names[i]), "child %zu",
			(i == 0 ? one : two)->child + 1);
	show_both((const char *const[]){names[0], names[1]}, one, two);
	at_byte(two->at - one->at);
	got("two blocks overlap: child %zu was given %zu bytes at base + %zu, child %zu %zu bytes at base + "
	    "%zu",
		one->child + 1, one->size, one->at, two->child + 1, two->size, two->at);
}

/* Fails the row unless the blocks, by place, lie one behind the other, from the start.
 * Returns where they end. */
static size_t expect_disjoint(const t_given *given)
{
	size_t end = 0;

	for (size_t i = 0; i < COUNT; i++)
	{
		expected(
			"%zu blocks of %d processes lie one behind the other, none overlapping, none lost",
			COUNT, CHILDREN);
		if (given[i].at < end)
			complain_of_overlap(&given[i - 1], &given[i]);
		if (given[i].at > end)
			got("nobody was given the %zu bytes from base + %zu on",
				given[i].at - end, end);
		end += rounded(given[i].size);
	}
	return end;
}

static void expect_numbers(const t_many *many, size_t end)
{
	const char *bytes = copy_of(base_of(&many->s), end);

	for (size_t i = 0; i < COUNT; i++)
	{
		const t_given *given = &many->given[i];
		char number = (char)(given->child + 1);
		/* The first and the last byte tell a block from its neighbours. */
		if (bytes[given->at] != number ||
			bytes[given->at + given->size - 1] != number)
			expect_filled(base_of(&many->s) + given->at, given->size,
				(unsigned char)number,
				"a block that a child filled with its number");
	}
}

static void take_many(t_many *many)
{
	t_process *parent = g_process;

	for (size_t i = 0; i < CHILDREN; i++)
		many->children[i] = child_begin();
	tried("%d children, at the same time: arena_alloc(&a, ...), %d times each",
		CHILDREN, EACH);
	row_in_child(1);
	struct timespec begin = soon();
	for (size_t i = 0; i < CHILDREN; i++)
		begin_taking(many, i, &begin);
	for (size_t i = 0; i < CHILDREN; i++)
		end_taking(many, i);
	row_in_child(0);
	answered(0, "all have their blocks");
	qsort(many->given, COUNT, sizeof(*many->given), by_place);
	size_t end = expect_disjoint(many->given);
	fill_blocks(many);
	g_process = parent;
	for (size_t i = 0; i < CHILDREN; i++)
		child_end(many->children[i]);
	expect_numbers(many, end);
	expect_size("arena_used, after 8 children,", end, used_of(&many->s));
}

ROW(shared_many_children)
{
	static t_many many;

	many.s = live("a", 1 << 20, ARENA_SHARED);
	take_many(&many);
	freed(&many.s);
}

/*
 * Two processes: the first makes a call and is interrupted in its middle, where it waits
 * until the second has made one of its own. Round after round it is interrupted a few
 * instructions later, until its call is over before. It does not wait for ever: where the
 * first holds a lock, the second comes to its end only later.
 */
/* Single steps of all rounds: enough for 200 instructions, which is more than twice what
 * an allocation needs, and for no more than the row has time for. */
#define MOST_STEPS 20000
#define ROUNDS 201
#define PATIENCE_MS 5

typedef struct s_round
{
	t_address blocks[2];
	size_t used; /* before the round */
} t_round;

typedef struct s_pair
{
	t_subject *s;
	t_process *processes[2];
	size_t sizes[2]; /* what each asks for */
	size_t stride; /* instructions from one round to the next */
	size_t count; /* rounds in which the first was interrupted */
	t_round rounds[ROUNDS];
} t_pair;

static void begin_second(void *data)
{
	t_pair *pair = data;

	g_process = pair->processes[1];
	BATCH(ARENA_ALLOC, pair->s->at, pair->sizes[1]);
	batch_begin(g_process, 0, 0);
	turn_wait(g_process, now_ms() + PATIENCE_MS);
}

/* Returns 0 where the call of the first was over before it was to be interrupted. */
static int make_round(t_pair *pair, size_t number)
{
	t_round *round = &pair->rounds[number];
	const uint64_t arguments[WINDOW_ARGUMENTS] = {pair->s->at, pair->sizes[0]};
	t_interrupted call = {pair->processes[0], ARENA_ALLOC, arguments, 0};
	t_step step;

	g_process = pair->processes[1];
	round->used = CALL(ARENA_USED, pair->s->at).value;
	if (!interrupted_call(&call, number * pair->stride + 1, begin_second, pair))
		return 0;
	batch_end(pair->processes[1], &step, 1);
	round->blocks[0] = call.value;
	round->blocks[1] = step.value;
	return 1;
}

/* Runs all rounds in an arena of that size. */
static void run_pair(t_pair *pair)
{
	t_process *parent = g_process;

	pair->processes[0] = child_begin();
	pair->processes[1] = child_begin();
	tried("one process: arena_alloc(&%s, %zu), and in its middle", pair->s->name,
		pair->sizes[0]);
	answered(0, "interrupted");
	tried("another process, meanwhile: arena_alloc(&%s, %zu)", pair->s->name,
		pair->sizes[1]);
	row_in_child(1);
	pair->count = 0;
	for (size_t steps = 0; steps < MOST_STEPS && make_round(pair, pair->count);)
		steps += pair->count++ * pair->stride + 1;
	row_in_child(0);
	g_process = parent;
	child_end(pair->processes[0]);
	child_end(pair->processes[1]);
	answered(0, "%zu times, each a little later", pair->count);
}

static void __attribute__((noreturn))
complain_of_round(const t_subject *s, const t_round *round)
{
	static const char *const names[] = {"the first", "the second"};
	t_given one = {round->blocks[0] - base_of(s), 100, 0};
	t_given two = {round->blocks[1] - base_of(s), 40, 1};
	int overlap = one.at < two.at + two.size && two.at < one.at + one.size;

	if (overlap)
		show_both(names, &one, &two);
	got("the first has %zu bytes at base + %zu, the second %zu at base + %zu%s",
		one.size, one.at, two.size, two.at, overlap ? ": they overlap" : "");
}

ROW(shared_interrupted)
{
	static t_pair pair;
	t_subject s = live("a", 1 << 20, ARENA_SHARED);

	pair = (t_pair){.s = &s, .sizes = {100, 40}, .stride = 1};
	run_pair(&pair);
	for (size_t i = 0; i < pair.count; i++)
	{
		const t_round *round = &pair.rounds[i];
		t_address next = base_of(&s) + round->used;
		expected(
			"interrupted at instruction %zu: both get a block, one behind the other, from "
			"arena_used on, which was %zu",
			i + 1, round->used);
		if (round->blocks[0] == 0 || round->blocks[1] == 0)
			got("NULL for the %s process, though the arena of 1 MiB is nearly empty",
				round->blocks[0] == 0 ? "first" : "second");
		if (!(round->blocks[0] == next &&
			    round->blocks[1] == next + rounded(100)) &&
			!(round->blocks[1] == next &&
				round->blocks[0] == next + rounded(40)))
			complain_of_round(&s, round);
	}
	freed(&s);
}

ROW(shared_refusal_disturbs_nobody)
{
	static t_pair pair;
	const size_t size = 1 << 20;
	t_subject s = live("a", size, ARENA_SHARED);

	block_of(&s, 16);
	/* What is undone later stands there for several instructions: every third finds
	 * it. */
	pair = (t_pair){.s = &s, .sizes = {size, 40}, .stride = 3};
	run_pair(&pair);
	for (size_t i = 0; i < pair.count; i++)
	{
		const t_round *round = &pair.rounds[i];
		t_address next = base_of(&s) + round->used;
		expected(
			"interrupted at instruction %zu: the first is refused, the second gets base + %zu",
			3 * i + 1, round->used);
		if (round->blocks[0] != 0)
			got("a block for the first, which does not fit");
		if (round->blocks[1] == 0)
			got("NULL for the second, though 40 bytes fit: to it the arena looked full while the "
			    "first was asking");
		if (round->blocks[1] != next)
			got("the second gets base + %td",
				distance_of(&s, round->blocks[1]));
	}
	expect_size(
		"arena_used, at the end,", 16 + pair.count * rounded(40), used_of(&s));
	freed(&s);
}
