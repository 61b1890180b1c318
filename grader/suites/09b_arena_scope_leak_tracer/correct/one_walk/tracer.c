/* Different: from scratch, on one walk over the pieces of memory that check, blame and dump share; errno by goto. */
#include "tracer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { MASK = TRACER_ALIGN - 1 };

static const char g_marks[] = ".#-!";

typedef struct s_walk
{
	const t_tracer *tracer;
	size_t entry; /* the next one */
	bool padding; /* of the entry before it */
	t_piece piece; /* where the walk is */
} t_walk;

/* Goes on to the next piece. Returns false behind the free memory. */
static bool walk(t_walk *w)
{
	const t_tracer *t = w->tracer;
	size_t at = w->piece.range.start + w->piece.range.size;

	if (w->piece.place == PLACE_FREE)
		return false;
	if (w->padding)
	{
		size_t size = t->ledger[w->entry - 1].size;
		w->padding = false;
		if ((size & MASK) != 0)
		{
			w->piece = (t_piece){PLACE_PADDING, {at, TRACER_ALIGN - (size & MASK)}, w->entry - 1};
			return true;
		}
	}
	if (w->entry == t->count)
		w->piece = (t_piece){PLACE_FREE, {at, SIZE_MAX - at}, 0};
	else
	{
		w->piece = (t_piece){PLACE_BLOCK, {at, t->ledger[w->entry].size}, w->entry};
		w->entry++;
		w->padding = true;
	}
	return true;
}

int tracer_init(t_tracer *t, size_t size)
{
	size_t capacity = 0;
	void *base = NULL;

	memset(t, 0, sizeof *t);
	if (!size)
		errno = EINVAL;
	else if (__builtin_add_overflow(size, MASK, &capacity))
		errno = ENOMEM;
	else
		base = mmap(NULL, capacity & ~(size_t)MASK, PROT_WRITE | PROT_READ, MAP_ANON | MAP_PRIVATE, -1, 0);
	if (base == NULL || base == MAP_FAILED)
		return -1;
	t->base = base;
	t->capacity = capacity & ~(size_t)MASK;
	return 0;
}

void *tracer_alloc(t_tracer *t, size_t size, const char *label)
{
	int error = EINVAL;
	t_entry *e;
	size_t i;

	if (t->capacity == 0 || size == 0)
		goto refused;
	error = ENOSPC;
	if (t->count >= TRACER_BLOCKS)
		goto refused;
	error = ENOMEM;
	if (t->capacity - t->offset < size)
		goto refused;
	e = t->ledger + t->count;
	for (i = 0; i + 1 < TRACER_LABEL && label[i] != 0; i++)
		e->label[i] = label[i];
	e->label[i] = 0;
	e->offset = t->offset;
	e->size = size;
	e->scope = t->depth;
	e->state = BLOCK_LIVE;
	t->count += 1;
	t->offset += (size + MASK) & ~(size_t)MASK;
	return (char *)t->base + e->offset;
refused:
	errno = error;
	return NULL;
}

int tracer_release(t_tracer *t, const void *block)
{
	t_entry *end = t->ledger + t->count;

	errno = EINVAL;
	for (t_entry *e = t->ledger; e != end; e++)
	{
		if (block != (char *)t->base + e->offset)
			continue;
		switch (e->state)
		{
		case BLOCK_LIVE:
			e->state = BLOCK_RELEASED;
			return 0;
		case BLOCK_RELEASED:
			errno = EALREADY;
			return -1;
		default:
			return -1;
		}
	}
	return -1;
}

int tracer_enter(t_tracer *t)
{
	bool dead = t->capacity == 0;

	if (!dead && t->depth < TRACER_SCOPES)
		return t->depth++, 0;
	errno = dead ? EINVAL : ENOSPC;
	return -1;
}

int tracer_leave(t_tracer *t, t_entry *leaks, size_t room)
{
	int leaked = 0;

	if (t->depth == 0)
	{
		errno = EINVAL;
		return -1;
	}
	for (size_t i = 0; i != t->count; i++)
		if (t->ledger[i].scope == t->depth && t->ledger[i].state == BLOCK_LIVE)
		{
			t->ledger[i].state = BLOCK_LEAKED;
			if (room != 0)
			{
				*leaks++ = t->ledger[i];
				room--;
			}
			leaked++;
		}
	t->depth--;
	return leaked;
}

int tracer_snapshot(const t_tracer *t, t_snapshot *s)
{
	s->copy = NULL;
	s->size = 0;
	if (t->offset != 0)
	{
		char *to = mmap(NULL, t->offset, PROT_WRITE | PROT_READ, MAP_ANON | MAP_SHARED, -1, 0);
		if (to == MAP_FAILED)
			return -1;
		s->copy = to;
		s->size = t->offset;
		for (size_t i = 0; i < t->offset; i++)
			to[i] = ((const char *)t->base)[i];
		/* What is copied is not to be changed. */
		if (mprotect(to, t->offset, PROT_READ) == -1)
			return 0;
	}
	return 0;
}

int snapshot_free(t_snapshot *s)
{
	if (s->size == 0)
		return 0;
	int status = munmap(s->copy, s->size);
	if (status == 0)
		memset(s, 0, sizeof *s);
	return status;
}

t_diff tracer_diff(const t_tracer *t, const t_snapshot *s, t_range *ranges, size_t room)
{
	const char *a = t->base;
	const char *b = s->copy;
	t_diff d = {.grown = t->offset - s->size};
	bool before = false;
	t_range r = {0, 0};

	/* One step more than there are bytes closes the last range. */
	for (size_t i = 0; i <= s->size; i++)
	{
		bool here = i < s->size && a[i] != b[i];
		if (here && !before)
			r.start = i;
		if (!here && before)
		{
			r.size = i - r.start;
			if (d.ranges < room)
				ranges[d.ranges] = r;
			d.ranges++;
			d.changed += r.size;
		}
		before = here;
	}
	return d;
}

size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room)
{
	t_walk w = {.tracer = t};
	size_t count = 0;
	size_t end = range.start + range.size;

	while (walk(&w))
	{
		t_piece p = w.piece;
		size_t stop = p.range.start + p.range.size;
		if (p.range.start < range.start)
			p.range.start = range.start;
		if (stop > end)
			stop = end;
		if (stop <= p.range.start)
			continue;
		p.range.size = stop - p.range.start;
		if (count++ < room)
			*pieces++ = p;
	}
	return count;
}

static bool bad(const t_tracer *t, const t_entry *e, size_t at)
{
	bool ended = false;

	for (int i = 0; i < TRACER_LABEL; i++)
		ended |= e->label[i] == 0;
	return !ended || e->offset != at || e->size - 1 >= t->capacity - at || (unsigned)e->state - 1 > 2u ||
	       (e->state == BLOCK_LIVE && e->scope > t->depth);
}

t_fault tracer_check(const t_tracer *t)
{
	size_t at = 0;

	if (t->capacity < t->offset)
		return FAULT_OFFSET_BEYOND;
	if ((t->offset & MASK) != 0)
		return FAULT_OFFSET_MISALIGNED;
	if (t->depth > TRACER_SCOPES || t->count > TRACER_BLOCKS)
		return FAULT_LEDGER;
	for (size_t i = 0; i < t->count; i++)
	{
		if (bad(t, t->ledger + i, at))
			return FAULT_LEDGER;
		at += (t->ledger[i].size + MASK) & ~(size_t)MASK;
	}
	if (at != t->offset)
		return FAULT_OFFSET_ELSEWHERE;
	return FAULT_NONE;
}

static void cells(FILE *out, char mark, size_t count, size_t *column)
{
	while (count-- > 0)
	{
		putc(mark, out);
		if (++*column % 64 == 0)
			putc('\n', out);
	}
}

void tracer_dump(const t_tracer *t, FILE *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t column = 0;

	fprintf(out, "tracer: %zu used / %zu total, %zu open\n", t->offset, t->capacity, t->depth);
	for (size_t i = 0; i < t->count; i++)
		cells(out, g_marks[t->ledger[i].state], (t->ledger[i].size + MASK) / TRACER_ALIGN, &column);
	cells(out, g_marks[0], (t->capacity - t->offset) / TRACER_ALIGN, &column);
	if (column % 64 != 0)
		putc('\n', out);
	for (size_t i = 0; i < t->count; i++)
	{
		const t_entry *e = &t->ledger[i];
		fprintf(out, "%c %zu at %zu: ", g_marks[e->state], e->size, e->offset);
		for (const char *c = e->label; *c != 0; c++)
		{
			unsigned byte = *c & 0xffu;
			if (byte - 32 <= 94 && byte != 92)
				putc((int)byte, out);
			else
			{
				fputs("\\x", out);
				putc(digits[byte >> 4], out);
				putc(digits[byte & 15], out);
			}
		}
		putc('\n', out);
	}
}

int tracer_free(t_tracer *t)
{
	int status = 0;

	if (t->capacity != 0)
		status = munmap(t->base, t->capacity);
	if (status == 0)
		memset(t, 0, sizeof *t);
	return status;
}
