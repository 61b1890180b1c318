#include "tracer.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/*
 * Lesson 09b. tracer.h says what each of these functions promises, and the grader checks
 * exactly that. Each TODO names the parts of tracer.h to read for it. Replace it by your
 * code, and add as many functions of your own as you like. Then: make grade LESSON=09b
 */

int tracer_init(t_tracer *t, size_t size)
{
	/* TODO 1 (tracer.h: "Making a tracer"): Refuse impossible sizes, map the
	 * rounded size with mmap, and fill in the fields. */
	(void)t;
	(void)size;
	return -1;
}

void *tracer_alloc(t_tracer *t, size_t size, const char *label)
{
	/* TODO 2 (tracer.h: "Blocks"): Check that the memory and the ledger have room,
	 * add an entry for the block, and move the offset. */
	(void)t;
	(void)size;
	(void)label;
	return NULL;
}

int tracer_release(t_tracer *t, const void *block)
{
	/* TODO 3 (tracer.h: "Blocks"): Find the entry of the block that begins at this
	 * address, and mark it as released if it is live. */
	(void)t;
	(void)block;
	return -1;
}

int tracer_enter(t_tracer *t)
{
	/* TODO 4 (tracer.h: "Scopes"): Open a scope, if there can be one more. */
	(void)t;
	return -1;
}

int tracer_leave(t_tracer *t, t_entry *leaks, size_t room)
{
	/* TODO 5 (tracer.h: "Scopes", "Lists"): Mark the live blocks of the innermost
	 * scope as leaked, list and count them, and close the scope. */
	(void)t;
	(void)leaks;
	(void)room;
	return -1;
}

int tracer_snapshot(const t_tracer *t, t_snapshot *s)
{
	/* TODO 6 (tracer.h: "Snapshots"): Copy the bytes below the offset to a mapping
	 * of their own. */
	(void)t;
	(void)s;
	return -1;
}

int snapshot_free(t_snapshot *s)
{
	/* TODO 7 (tracer.h: "Snapshots"): Unmap the copy and make the snapshot empty;
	 * leave an empty one alone. */
	(void)s;
	return -1;
}

t_diff tracer_diff(const t_tracer *t, const t_snapshot *s, t_range *ranges, size_t room)
{
	/* TODO 8 (tracer.h: "Snapshots", "Lists"): Find the ranges of bytes that
	 * differ from the snapshot, list them, and count them. */
	(void)t;
	(void)s;
	(void)ranges;
	(void)room;
	return (t_diff){0, 0, 0};
}

size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room)
{
	/* TODO 9 (tracer.h: "Blame", "Lists"): Cut the range into blocks, padding and
	 * free memory; list the pieces and count them. */
	(void)t;
	(void)range;
	(void)pieces;
	(void)room;
	return 0;
}

t_fault tracer_check(const t_tracer *t)
{
	/* TODO 10 (tracer.h: "Check"): Look for the faults in their order, and let no
	 * number lead you out of the ledger. */
	(void)t;
	return FAULT_LEDGER;
}

void tracer_dump(const t_tracer *t, FILE *out)
{
	/* TODO 11 (tracer.h: "Dump"): Print the first line, the map with 64 characters
	 * to a line, and a line for each entry. */
	(void)t;
	(void)out;
}

int tracer_free(t_tracer *t)
{
	/* TODO 12 (tracer.h: "Freeing the tracer"): Unmap the memory and zero the
	 * fields; leave a dead tracer alone. */
	(void)t;
	return -1;
}
