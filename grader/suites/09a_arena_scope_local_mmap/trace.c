/* The random trace: 10,000 operations on an arena, held against a model. */

#include "expect.h"
#include "random.h"
#include "row.h"
#include "subject.h"

#include <errno.h>
#include <string.h>

#define STEPS 10000
#define WATCHED_STEPS 500
#define KEPT_BLOCKS 64

/* A block that the arena gave, and the byte that was written all over it. */
typedef struct s_filled
{
	char *start;
	size_t size;
	char byte;
} t_filled;

typedef struct s_trace
{
	t_random random;
	t_subject s;
	t_filled filled[KEPT_BLOCKS]; /* of this life */
	size_t count;
	size_t step;
} t_trace;

static size_t below(t_trace *t, size_t limit)
{
	return random_below(&t->random, limit);
}

/* The calls are many, so what was expected is put into words only where it did not
 * come. */
static void check_blocks(t_trace *t)
{
	for (size_t i = 0; i < t->count; i++)
	{
		const t_filled *block = &t->filled[i];
		if (block->start[0] == block->byte &&
			block->start[block->size - 1] == block->byte)
			continue;
		expected(
			"step %zu, seed %lu: a block of %zu bytes holds what was written there",
			t->step, row_seed(), block->size);
		got("its first or last byte changed");
	}
}

static void begin_life(t_trace *t)
{
	another_try();
	t->s = live("a", 1 + below(t, 20000));
	t->count = 0;
}

static void end_life(t_trace *t)
{
	check_blocks(t);
	int status = call_free(&t->s);
	if (status != 0)
	{
		expected("step %zu, seed %lu: arena_free returns 0", t->step, row_seed());
		got("it returned %d, and errno is %s", status, errno_name(t->s.error));
	}
	expect_dead(&t->s, "arena_free");
}

static size_t random_size(t_trace *t)
{
	static const size_t rare[] = {0, SIZE_MAX, SIZE_MAX - 15, 1 << 20};
	size_t draw = below(t, 100);

	if (draw < 4)
		return rare[draw];
	if (draw < 8)
		return room_of(&t->s.arena) + below(t, 3) - 1;
	return 1 + below(t, draw < 80 ? 64 : 700);
}

static void fill(t_trace *t, char *block, size_t size)
{
	if (t->count == KEPT_BLOCKS)
		return;
	t->filled[t->count] = (t_filled){block, size, (char)(t->step % 251 + 1)};
	memset(block, t->filled[t->count].byte, size);
	t->count++;
}

/* Fails the row for a block that the contract promises, at base + at, and that did not
 * come so. */
static void complain_of_block(const t_trace *t, const char *block, size_t at, size_t size)
{
	expected(
		"step %zu, seed %lu: the block begins at base + %zu, and the offset is %zu",
		t->step, row_seed(), at, at + size);
	if (block == NULL)
		got("NULL, and errno is %s", errno_name(t->s.error));
	got("the block begins at base + %td, and the offset is %zu",
		block - (char *)t->s.arena.base, t->s.arena.offset);
}

/* Fails the row for a block that the contract refuses; before is the arena before the
 * call. */
static void complain_of_refusal(
	const t_trace *t, const char *block, const t_arena *before, size_t size)
{
	if (size == 0)
		expected(
			"step %zu, seed %lu: NULL and EINVAL for size 0, and the offset stays %zu",
			t->step, row_seed(), before->offset);
	else
		expected(
			"step %zu, seed %lu: NULL and ENOMEM, and the offset stays %zu: up to %zu "
			"bytes fit here",
			t->step, row_seed(), before->offset, room_of(before));
	if (block != NULL)
		got("a block, and the offset is %s", size_words(t->s.arena.offset));
	got("NULL, errno is %s, and the offset is %s", errno_name(t->s.error),
		size_words(t->s.arena.offset));
}

/* Whether the answer to a request that cannot be met is as promised. */
static int is_refused(
	const t_trace *t, const char *block, const t_arena *before, size_t size)
{
	/* In a full arena a block of no bytes has two reasons to be refused, and errno
	 * names either. */
	int either = size == 0 && room_of(before) == 0;

	return block == NULL && t->s.arena.offset == before->offset &&
	       (t->s.error == (size == 0 ? EINVAL : ENOMEM) ||
		       (either && t->s.error == ENOMEM));
}

/* One allocation, and what the model says of it: the model is the contract, in six
 * lines. */
static void allocate(t_trace *t)
{
	size_t size = random_size(t);
	t_arena before = t->s.arena;
	size_t at = before.offset + padding_of(&before);
	int fits = size != 0 && size <= room_of(&before);
	char *block = call_alloc(&t->s, size);

	if (fits && (block != (char *)before.base + at || t->s.arena.offset != at + size))
		complain_of_block(t, block, at, size);
	if (!fits && !is_refused(t, block, &before, size))
		complain_of_refusal(t, block, &before, size);
	expect_size("a.capacity", before.capacity, t->s.arena.capacity);
	if (fits)
		fill(t, block, size);
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
		if (below(&t, 40) == 0)
		{
			end_life(&t);
			begin_life(&t);
		}
		else
			allocate(&t);
	}
	end_life(&t);
	return row_passed();
}
