/* Rows of a shared arena that many processes allocate from at the same time. */

#define _GNU_SOURCE
#include "child.h"
#include "core.h"
#include "kit.h"
#include "scene.h"
#include "steps.h"
#include "words.h"

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
			"block %zu of child %zu, of %zu byte%s: the arena has room for it",
			i + 1, child + 1, size, plural(size));
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

static void __attribute__((noreturn))
complain_of_overlap(const t_given *one, const t_given *two)
{
	char names[2][32];

	for (size_t i = 0; i < 2; i++)
		snprintf(names[i], sizeof(names[i]), "child %zu",
			(i == 0 ? one : two)->child + 1);
	scene_of_two((const char *const[]){names[0], names[1]},
		(const size_t[]){one->at, two->at},
		(const size_t[]){one->size, two->size});
	at_byte(two->at - one->at);
	got("two blocks overlap: child %zu got %zu bytes at base + %zu, child %zu got %zu bytes at base "
	    "+ %zu",
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
			"the %zu blocks of %d processes follow one another: none overlap, and no byte is lost",
			COUNT, CHILDREN);
		if (given[i].at < end)
			complain_of_overlap(&given[i - 1], &given[i]);
		if (given[i].at > end)
			got("nobody got the %zu bytes from base + %zu on",
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
