/* Rows of tracer_diff. */

#include "expect.h"
#include "row.h"
#include "rows.h"
#include "subject.h"

#include <stdlib.h>
#include <string.h>

#define SIZE 160
#define ROOM 8

/* A tracer with one block of SIZE bytes, and a snapshot of it. */
typedef struct s_pair
{
	t_subject s;
	char *block;
	t_snapshot snapshot;
	t_range ranges[ROOM];
} t_pair;

static t_pair pair(void)
{
	t_pair p = {.s = live("t", 1024)};

	p.block = memset(block_of(&p.s, SIZE, "block"), 'a', SIZE);
	p.snapshot = snapshot_of(&p.s);
	return p;
}

static void end(t_pair *p)
{
	call_snapshot_free(&p->s, &p->snapshot);
	call_free(&p->s);
}

/* Changes the bytes from `start` on, so that the report can tell. */
static void change(t_pair *p, size_t start, size_t size)
{
	tried("bytes %zu to %zu are changed", start, start + size - 1);
	answered(0, "%zu", size);
	for (size_t i = 0; i < size; i++)
		p->block[start + i]++;
}

/* Compares, and fails the row unless the result says this. The ranges are in p->ranges. */
static void expect_diff(t_pair *p, size_t ranges, size_t changed, size_t grown, size_t room)
{
	t_diff diff = call_diff(&p->s, &p->snapshot, room == 0 ? NULL : p->ranges, room);

	expected("ranges %zu, changed %zu, grown %zu", ranges, changed, grown);
	if (diff.ranges != ranges || diff.changed != changed || diff.grown != grown)
		got("ranges %zu, changed %zu, grown %zu", diff.ranges, diff.changed, diff.grown);
}

static void expect_range(const t_pair *p, size_t index, size_t start, size_t size)
{
	const t_range *range = &p->ranges[index];

	expected("range %zu begins at %zu and has %zu bytes", index + 1, start, size);
	if (range->start != start || range->size != size)
		got("it begins at %zu and has %zu bytes", range->start, range->size);
}

/* That a change is found: an equal memory is no feat for who compares nothing. */
static void expect_awake(t_pair *p)
{
	change(p, 3, 1);
	expect_diff(p, 1, 1, 0, ROOM);
	p->block[3]--;
}

t_passed diff_equal(void)
{
	t_pair p = pair();

	expect_awake(&p);
	expect_diff(&p, 0, 0, 0, ROOM);
	expect_diff(&p, 0, 0, 0, 0);
	end(&p);
	return row_passed();
}

t_passed diff_one_byte(void)
{
	for (size_t at = 1; at < SIZE - 1; at += 13)
	{
		t_pair p = pair();
		change(&p, at, 1);
		expect_diff(&p, 1, 1, 0, ROOM);
		expect_range(&p, 0, at, 1);
		end(&p);
	}
	return row_passed();
}

t_passed diff_first_and_last(void)
{
	t_pair p = pair();

	change(&p, 0, 1);
	expect_diff(&p, 1, 1, 0, ROOM);
	expect_range(&p, 0, 0, 1);
	change(&p, SIZE - 1, 1);
	expect_diff(&p, 2, 2, 0, ROOM);
	expect_range(&p, 0, 0, 1);
	expect_range(&p, 1, SIZE - 1, 1);
	end(&p);
	p = pair();
	change(&p, 0, SIZE);
	expect_diff(&p, 1, SIZE, 0, ROOM);
	expect_range(&p, 0, 0, SIZE);
	end(&p);
	return row_passed();
}

t_passed diff_apart(void)
{
	t_pair p = pair();

	change(&p, 10, 5);
	change(&p, 40, 20);
	change(&p, 100, 1);
	expect_diff(&p, 3, 26, 0, ROOM);
	expect_range(&p, 0, 10, 5);
	expect_range(&p, 1, 40, 20);
	expect_range(&p, 2, 100, 1);
	end(&p);
	return row_passed();
}

t_passed diff_merged(void)
{
	t_pair p = pair();

	change(&p, 20, 4);
	change(&p, 24, 4);
	change(&p, 28, 1);
	expect_diff(&p, 1, 9, 0, ROOM);
	expect_range(&p, 0, 20, 9);
	/* One byte that did not change keeps two ranges apart. */
	change(&p, 30, 3);
	expect_diff(&p, 2, 12, 0, ROOM);
	expect_range(&p, 0, 20, 9);
	expect_range(&p, 1, 30, 3);
	change(&p, 29, 1);
	expect_diff(&p, 1, 13, 0, ROOM);
	expect_range(&p, 0, 20, 13);
	end(&p);
	return row_passed();
}

t_passed diff_changed_back(void)
{
	t_pair p = pair();

	change(&p, 50, 3);
	p.block[51] = 'a';
	tried("byte 51 is changed back");
	answered(0, "'a'");
	expect_diff(&p, 2, 2, 0, ROOM);
	expect_range(&p, 0, 50, 1);
	expect_range(&p, 1, 52, 1);
	memset(p.block + 50, 'a', 3);
	tried("bytes 50 to 52 are changed back");
	answered(0, "'a'");
	expect_diff(&p, 0, 0, 0, ROOM);
	end(&p);
	return row_passed();
}

t_passed diff_every_value(void)
{
	t_pair p = pair();

	/* Each of the 255 other values is a change; as is one whose sign bit alone differs. */
	for (int value = 0; value < 256; value++)
	{
		p.block[8] = (char)value;
		int same = value == 'a';
		expect_diff(&p, same ? 0 : 1, same ? 0 : 1, 0, ROOM);
	}
	end(&p);
	return row_passed();
}

t_passed diff_growth(void)
{
	t_pair p = pair();

	char *next = block_of(&p.s, 40, "new");
	memset(next, 'n', 40);
	expect_diff(&p, 0, 0, 48, ROOM);
	change(&p, SIZE - 2, 2);
	memset(block_of(&p.s, 16, "newer"), 'n', 16);
	expect_diff(&p, 1, 2, 64, ROOM);
	expect_range(&p, 0, SIZE - 2, 2);
	end(&p);
	return row_passed();
}

t_passed diff_since_nothing(void)
{
	t_pair p = {.s = live("t", 1024)};

	p.snapshot = snapshot_of(&p.s);
	memset(block_of(&p.s, 40, "new"), 'n', 40);
	expect_diff(&p, 0, 0, 48, ROOM);
	end(&p);
	return row_passed();
}

t_passed diff_little_room(void)
{
	t_pair p = pair();

	for (size_t i = 0; i < 12; i++)
		change(&p, 5 + 10 * i, 2);
	expect_diff(&p, 12, 24, 0, 3);
	for (size_t i = 0; i < 3; i++)
		expect_range(&p, i, 5 + 10 * i, 2);
	expect_diff(&p, 12, 24, 0, 0);
	end(&p);
	return row_passed();
}
