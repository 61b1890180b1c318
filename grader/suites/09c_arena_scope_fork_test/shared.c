/* Rows of a shared arena that many processes allocate from at the same time. */

#define _GNU_SOURCE
#include "expect.h"
#include "interleave.h"
#include "row.h"
#include "scene.h"
#include "subject.h"

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHILDREN 8
#define EACH 500

typedef struct s_given
{
	size_t at; /* from base */
	size_t size;
	size_t child;
} t_given;

/* What the children write down, in memory of the row's own that they share. */
typedef struct s_many
{
	t_subject *s;
	int ready;
	size_t count; /* for each child */
	t_given given[CHILDREN * EACH];
} t_many;

static void wait_for_all(t_many *many)
{
	__atomic_add_fetch(&many->ready, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&many->ready, __ATOMIC_SEQ_CST) < CHILDREN)
		sched_yield();
}

static void take_many(void *data, size_t number)
{
	t_many *many = data;
	t_given *given = &many->given[number * EACH];

	wait_for_all(many);
	for (size_t i = 0; i < many->count; i++)
	{
		size_t size = 1 + (7 * i + 13 * number) % 64;
		char *block = block_of(many->s, size);
		memset(block, (int)number + 1, size);
		given[i] = (t_given){block - (char *)many->s->arena.base, size, number};
	}
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

/* Fails the row unless the blocks lie one behind the other, from the start, and hold what
 * was written. */
static void expect_disjoint(const t_many *many, t_given *given, size_t count)
{
	const char *base = many->s->arena.base;
	size_t end = 0;

	qsort(given, count, sizeof(*given), by_place);
	for (size_t i = 0; i < count; i++)
	{
		expected(
			"%zu blocks of %d processes lie one behind the other, none overlapping, none lost",
			count, CHILDREN);
		if (given[i].at < end)
			complain_of_overlap(&given[i - 1], &given[i]);
		if (given[i].at > end)
			got("nobody was given the %zu bytes from base + %zu on",
				given[i].at - end, end);
		end += rounded(given[i].size);
		expect_filled(base + given[i].at, given[i].size,
			(unsigned char)(given[i].child + 1),
			"a block that a child filled with its number");
	}
}

static size_t sum(const t_given *given, size_t count)
{
	size_t total = 0;

	for (size_t i = 0; i < count; i++)
		total += rounded(given[i].size);
	return total;
}

ROW(shared_many_children)
{
	t_subject s = live("a", 1 << 20, ARENA_SHARED);
	t_many *many = shared_notes(sizeof(*many));

	many->s = &s;
	many->count = row_is_watched() ? 20 : EACH;
	tried("%d children, at the same time: arena_alloc(&a, ...), %zu times each",
		CHILDREN, many->count);
	in_children(CHILDREN, take_many, many);
	answered(0, "all have their blocks");
	/* Close the ranks: a watched child takes fewer. */
	for (size_t i = 1; i < CHILDREN; i++)
		memmove(&many->given[i * many->count], &many->given[i * EACH],
			many->count * sizeof(t_given));
	size_t count = CHILDREN * many->count;
	expect_disjoint(many, many->given, count);
	expect_size(
		"arena_used, after 8 children,", sum(many->given, count), call_used(&s));
	freed(&s);
	return row_passed();
}

/*
 * Two processes: the first makes a call and is interrupted in its middle, where it waits
 * until the second has made one of its own. Round after round it is interrupted a few
 * instructions later, until its call is over before. It does not wait for ever: where the
 * first holds a lock, the second comes to its end only later.
 */
#define ROUNDS 400 /* more instructions than any allocation needs */
#define PATIENCE_MS 20
#define ASK '?'
#define BYE '.'

typedef struct s_round
{
	char *blocks[2];
	size_t used; /* before the round */
} t_round;

typedef struct s_pair
{
	t_subject *s;
	size_t sizes[2]; /* what each asks for */
	size_t stride; /* instructions from one round to the next */
	int ask[2]; /* a pipe: a byte asks the second for a block, or sends it away */
	int done[2]; /* a pipe: a byte says that the second has it, or has none */
	size_t round; /* the first process's */
	int answered; /* in this round */
	size_t count; /* rounds in which the first was interrupted */
	t_round rounds[ROUNDS];
} t_pair;

static void say(int pipe, char byte)
{
	if (write(pipe, &byte, 1) != 1)
		abort();
}

static void wait_for_the_other(t_pair *pair)
{
	char byte;

	if (read(pair->done[0], &byte, 1) != 1)
		abort();
	pair->answered = 1;
}

static void ask_the_other(void *data)
{
	t_pair *pair = data;
	struct pollfd done = {.fd = pair->done[0], .events = POLLIN};

	pair->answered = 0;
	say(pair->ask[1], ASK);
	if (poll(&done, 1, PATIENCE_MS) == 1)
		wait_for_the_other(pair);
}

static void take_first(void *data)
{
	t_pair *pair = data;

	pair->rounds[pair->round].blocks[0] =
		arena_alloc(&pair->s->arena, pair->sizes[0]);
}

static void be_interrupted(t_pair *pair)
{
	while (pair->round < ROUNDS)
	{
		pair->rounds[pair->round].used = arena_used(&pair->s->arena);
		if (!interrupted_call(take_first, ask_the_other, pair,
			    pair->round * pair->stride + 1))
			break;
		if (!pair->answered)
			wait_for_the_other(pair);
		pair->round++;
	}
	pair->count = pair->round;
	say(pair->ask[1], BYE);
}

/* Whether the first asks for a block. It is not waited for long: it may have crashed. */
static int is_asked(const t_pair *pair)
{
	struct pollfd ask = {.fd = pair->ask[0], .events = POLLIN};
	char byte;

	return poll(&ask, 1, PATIENCE_MS * 100) == 1 &&
	       read(pair->ask[0], &byte, 1) == 1 && byte == ASK;
}

static void interrupt(t_pair *pair)
{
	for (size_t round = 0; round < ROUNDS && is_asked(pair); round++)
	{
		pair->rounds[round].blocks[1] =
			arena_alloc(&pair->s->arena, pair->sizes[1]);
		say(pair->done[1], ASK);
	}
}

static void take_in_pair(void *data, size_t number)
{
	if (number == 0)
		be_interrupted(data);
	else
		interrupt(data);
}

/* Runs all rounds in an arena of that size. */
static t_pair *run_pair(t_subject *s, size_t first, size_t second, size_t stride)
{
	t_pair *pair = shared_notes(sizeof(*pair));

	pair->s = s;
	pair->sizes[0] = first;
	pair->sizes[1] = second;
	pair->stride = stride;
	if (pipe(pair->ask) == -1 || pipe(pair->done) == -1)
		abort();
	tried("one process: arena_alloc(&%s, %zu), and in its middle", s->name, first);
	answered(0, "interrupted");
	tried("another process, meanwhile: arena_alloc(&%s, %zu)", s->name, second);
	in_children(2, take_in_pair, pair);
	answered(0, "%zu times, each a little later", pair->count);
	expected("arena_alloc is called, and interrupted after each of its instructions");
	if (pair->count == 0)
		got("it was not interrupted");
	return pair;
}

static void __attribute__((noreturn))
complain_of_round(const t_subject *s, const t_round *round)
{
	static const char *const names[] = {"the first", "the second"};
	t_given one = {round->blocks[0] - (char *)s->arena.base, 100, 0};
	t_given two = {round->blocks[1] - (char *)s->arena.base, 40, 1};
	int overlap = one.at < two.at + two.size && two.at < one.at + one.size;

	if (overlap)
		show_both(names, &one, &two);
	got("the first has %zu bytes at base + %zu, the second %zu at base + %zu%s",
		one.size, one.at, two.size, two.at, overlap ? ": they overlap" : "");
}

ROW(shared_interrupted)
{
	t_subject s = live("a", 1 << 20, ARENA_SHARED);
	t_pair *pair = run_pair(&s, 100, 40, 1);

	for (size_t i = 0; i < pair->count; i++)
	{
		const t_round *round = &pair->rounds[i];
		char *next = (char *)s.arena.base + round->used;
		expected(
			"interrupted at instruction %zu: both get a block, one behind the other, from "
			"arena_used on, which was %zu",
			i + 1, round->used);
		if (round->blocks[0] == NULL || round->blocks[1] == NULL)
			got("NULL for the %s process, though the arena of 1 MiB is nearly empty",
				round->blocks[0] == NULL ? "first" : "second");
		if (!(round->blocks[0] == next &&
			    round->blocks[1] == next + rounded(100)) &&
			!(round->blocks[1] == next &&
				round->blocks[0] == next + rounded(40)))
			complain_of_round(&s, round);
	}
	freed(&s);
	return row_passed();
}

ROW(shared_refusal_disturbs_nobody)
{
	const size_t size = 1 << 20;
	t_subject s = live("a", size, ARENA_SHARED);

	block_of(&s, 16);
	/* What is undone later stands there for several instructions: every third finds
	 * it. */
	t_pair *pair = run_pair(&s, size, 40, 3);
	for (size_t i = 0; i < pair->count; i++)
	{
		const t_round *round = &pair->rounds[i];
		char *next = (char *)s.arena.base + round->used;
		expected(
			"interrupted at instruction %zu: the first is refused, the second gets base + %zu",
			3 * i + 1, round->used);
		if (round->blocks[0] != NULL)
			got("a block for the first, which does not fit");
		if (round->blocks[1] == NULL)
			got("NULL for the second, though 40 bytes fit: to it the arena looked full while the "
			    "first was asking");
		if (round->blocks[1] != next)
			got("the second gets base + %td",
				round->blocks[1] - (char *)s.arena.base);
	}
	expect_size(
		"arena_used, at the end,", 16 + pair->count * rounded(40), call_used(&s));
	freed(&s);
	return row_passed();
}
