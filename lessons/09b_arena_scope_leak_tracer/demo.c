/*
 * The demo of lesson 09b: it makes a leak, an overflow and a damaged offset on purpose,
 * and your tracer finds each of them. Run it with: make demo LESSON=09b
 */

#include "log.h"
#include "step.h"
#include "tracer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY 256
#define SIZE 32
#define ROOM 8

static int gap(int number, const char *what)
{
	log_line(stdout, "👉", "The next gap in tracer.c is TODO %d: %s.", number, what);
	return EXIT_SUCCESS;
}

/* Prints the tracer's own picture. Returns its number of characters. */
static size_t draw(const t_tracer *t)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		return 0;
	tracer_dump(t, out);
	fclose(out);
	if (length != 0)
		log_line(stdout, "📦", "dump");
	fputs(text, stdout);
	free(text);
	demo_step();
	return length;
}

static char *give(t_tracer *t, size_t size, const char *label)
{
	char *block = tracer_alloc(t, size, label);

	if (block != NULL)
		log_line(stdout, "✅", "%s: %zu bytes at %td", label, size,
			block - (char *)t->base);
	return block;
}

/* A scope in which one block is released and another one forgotten. Returns 0, or the
 * number of the TODO that is still open. */
static int leak(t_tracer *t)
{
	t_entry leaks[ROOM];

	printf("One request, one scope: its reply is released, its buffer is forgotten.\n");
	if (tracer_enter(t) == -1)
		return 4;
	char *reply = give(t, 48, "reply");
	char *buffer = give(t, 20, "buffer");
	if (reply == NULL || buffer == NULL)
		return 2;
	if (tracer_release(t, reply) == -1)
		return 3;
	int count = tracer_leave(t, leaks, ROOM);
	if (count != 1)
		return 5;
	for (int i = 0; i < count && i < ROOM; i++)
		log_line(stdout, "⚠️",
			"leak: %s, %zu bytes at %zu, allocated in scope %zu",
			leaks[i].label, leaks[i].size, leaks[i].offset, leaks[i].scope);
	draw(t);
	return 0;
}

static void blame(const t_tracer *t, const t_range *range)
{
	static const char *const places[] = {"", "block", "padding", "free memory"};
	t_piece pieces[ROOM];
	size_t count = tracer_blame(t, *range, pieces, ROOM);
	const char *culprit = NULL;

	for (size_t i = 0; i < count && i < ROOM; i++)
	{
		const t_piece *piece = &pieces[i];
		const char *label =
			piece->place == PLACE_FREE ? "" : t->ledger[piece->block].label;
		printf("   bytes %zu to %zu: %s %s\n", piece->range.start,
			piece->range.start + piece->range.size - 1, places[piece->place],
			label);
		if (piece->place == PLACE_BLOCK && culprit != NULL)
			log_line(stdout, "🤡", "overflow: %s wrote over %s", culprit,
				label);
		if (piece->place == PLACE_BLOCK && culprit == NULL)
			culprit = label;
	}
}

/* Says what has changed since the snapshot. Returns the number of ranges. */
static size_t compare(const t_tracer *t, const t_snapshot *s)
{
	t_range ranges[ROOM];
	t_diff diff = tracer_diff(t, s, ranges, ROOM);

	printf("   changed bytes: %zu, changed ranges: %zu, grown by: %zu\n",
		diff.changed, diff.ranges, diff.grown);
	for (size_t i = 0; i < diff.ranges && i < ROOM; i++)
		blame(t, &ranges[i]);
	return diff.ranges;
}

/* Prints the bytes of the two blocks side by side; a dot replaces anything but plain
 * ASCII. */
static void show_bytes(const char *when, const char *name, const char *neighbour)
{
	const char *const blocks[] = {name, neighbour};

	printf("   %-6s |", when);
	for (size_t i = 0; i < 2; i++)
	{
		for (size_t at = 0; at < SIZE; at++)
			putchar(blocks[i][at] >= 32 && blocks[i][at] <= 126
					? blocks[i][at]
					: '.');
		putchar('|');
	}
	putchar('\n');
}

/* Writes 40 bytes into a block of 32. Returns 0, or the number of the open TODO. */
static int overflow(t_tracer *t)
{
	t_snapshot before;
	printf("\nTwo blocks of %d bytes, side by side. 40 bytes are written to the first.\n",
		SIZE);
	char *name = give(t, SIZE, "name");
	char *neighbour = give(t, SIZE, "neighbour");

	if (name == NULL || neighbour == NULL)
		return 2;
	strcpy(neighbour, "I live here");
	show_bytes("before", name, neighbour);
	if (tracer_snapshot(t, &before) == -1)
		return 6;
	memcpy(name, "This text has forty bytes, I counted it.", 40);
	show_bytes("after", name, neighbour);
	demo_step();
	if (tracer_blame(t, (t_range){0, CAPACITY}, NULL, 0) == 0)
		return 9;
	size_t ranges = compare(t, &before);
	if (snapshot_free(&before) == -1)
		return 7;
	demo_step();
	return ranges == 0 ? 8 : 0;
}

static const char *fault_name(t_fault fault)
{
	static const char *const names[] = {"no fault",
		"the offset is beyond the capacity", "the offset is misaligned",
		"the ledger is damaged", "the offset is not where the ledger ends"};

	return (unsigned)fault < sizeof(names) / sizeof(*names) ? names[fault]
								: "an unknown fault";
}

/* Changes the offset in three ways, then restores it. Returns 0, or the number of the
 * open TODO. */
static int damage(t_tracer *t)
{
	const size_t honest = t->offset;
	const size_t offsets[] = {honest, honest + 3, honest + 16, CAPACITY + 64};
	int faults = 0;

	printf("\nThe offset is %zu. What does tracer_check say about it, and about others?\n",
		honest);
	for (size_t i = 0; i < 4; i++)
	{
		t->offset = offsets[i];
		t_fault fault = tracer_check(t);
		printf("   offset %3zu: %s\n", offsets[i], fault_name(fault));
		faults += fault != FAULT_NONE;
	}
	t->offset = honest;
	demo_step();
	return faults == 3 ? 0 : 10;
}

static int run_all(t_tracer *t)
{
	int next = leak(t);

	if (next == 0)
		next = overflow(t);
	if (next == 0)
		next = damage(t);
	if (next == 0)
		printf("\n");
	return next == 0 && draw(t) == 0 ? 11 : next;
}

int main(void)
{
	static const char *const gaps[] = {"", "", "tracer_alloc still returns NULL",
		"tracer_release still returns -1", "tracer_enter still returns -1",
		"tracer_leave does not report exactly one leak",
		"tracer_snapshot still returns -1", "snapshot_free still returns -1",
		"tracer_diff finds no change", "tracer_blame finds no pieces",
		"tracer_check does not tell a sound tracer from a damaged one",
		"tracer_dump still prints nothing", "tracer_free still returns -1"};
	t_tracer t;

	if (tracer_init(&t, CAPACITY) == -1)
		return gap(1, "tracer_init still returns -1");
	int next = run_all(&t);
	if (next == 0 && tracer_free(&t) == -1)
		next = 12;
	if (next != 0)
		return gap(next, gaps[next]);
	printf("\n");
	log_line(stdout, "🧹", "unmapped: base %p, offset %zu, capacity %zu", t.base,
		t.offset, t.capacity);
	return EXIT_SUCCESS;
}
