#include "tracer.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define DUMP_WIDTH 64

static int fail(int error)
{
	errno = error;
	return -1;
}

/* Rounds up to a multiple of TRACER_ALIGN; SIZE_MAX and its neighbours become 0. */
static size_t rounded(size_t size)
{
	return (size + TRACER_ALIGN - 1) / TRACER_ALIGN * TRACER_ALIGN;
}

static void *map(size_t size)
{
	return mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static size_t end_of(const t_entry *entry)
{
	return entry->offset + rounded(entry->size);
}

int tracer_init(t_tracer *t, size_t size)
{
	memset(t, 0, sizeof(*t));
	if (size == 0)
		return fail(EINVAL);
	size_t capacity = rounded(size);
	if (capacity < size)
		return fail(ENOMEM);
	void *base = map(capacity);
	if (base == MAP_FAILED)
		return -1;
	t->base = base;
	t->capacity = capacity;
	return 0;
}

static void enter_block(t_tracer *t, size_t size, const char *label)
{
	t_entry *entry = &t->ledger[t->count++];

	*entry = (t_entry){t->offset, size, t->depth, BLOCK_LIVE, ""};
	/* Not strncpy: it leaves a label that is too long without a NUL. */
	memcpy(entry->label, label, strnlen(label, TRACER_LABEL - 1));
	t->offset = end_of(entry);
}

void *tracer_alloc(t_tracer *t, size_t size, const char *label)
{
	int error = 0;

	if (t->base == NULL || size == 0)
		error = EINVAL;
	/* What is left is a multiple of TRACER_ALIGN, so where `size` fits its padding
	 * does. */
	else if (size > t->capacity - t->offset)
		error = ENOMEM;
	else if (t->count == TRACER_BLOCKS)
		error = ENOSPC;
	if (error != 0)
	{
		errno = error;
		return NULL;
	}
	void *block = (char *)t->base + t->offset;
	enter_block(t, size, label);
	return block;
}

/* The entry of the block that begins at that address, or NULL. */
static t_entry *find_block(t_tracer *t, const void *block)
{
	for (size_t i = 0; i < t->count; i++)
		if ((const char *)t->base + t->ledger[i].offset == block)
			return &t->ledger[i];
	return NULL;
}

int tracer_release(t_tracer *t, const void *block)
{
	t_entry *entry = find_block(t, block);

	if (entry == NULL || entry->state == BLOCK_LEAKED)
		return fail(EINVAL);
	if (entry->state == BLOCK_RELEASED)
		return fail(EALREADY);
	entry->state = BLOCK_RELEASED;
	return 0;
}

int tracer_enter(t_tracer *t)
{
	if (t->base == NULL)
		return fail(EINVAL);
	if (t->depth == TRACER_SCOPES)
		return fail(ENOSPC);
	t->depth++;
	return 0;
}

int tracer_leave(t_tracer *t, t_entry *leaks, size_t room)
{
	size_t count = 0;

	if (t->depth == 0)
		return fail(EINVAL);
	for (size_t i = 0; i < t->count; i++)
	{
		t_entry *entry = &t->ledger[i];
		/* A scope of this depth that was closed before has left no live block. */
		if (entry->state != BLOCK_LIVE || entry->scope != t->depth)
			continue;
		entry->state = BLOCK_LEAKED;
		if (count < room)
			leaks[count] = *entry;
		count++;
	}
	t->depth--;
	return (int)count;
}

int tracer_snapshot(const t_tracer *t, t_snapshot *s)
{
	*s = (t_snapshot){NULL, 0};
	if (t->offset == 0)
		return 0;
	void *copy = map(t->offset);
	if (copy == MAP_FAILED)
		return -1;
	memcpy(copy, t->base, t->offset);
	*s = (t_snapshot){copy, t->offset};
	return 0;
}

int snapshot_free(t_snapshot *s)
{
	if (s->copy != NULL && munmap(s->copy, s->size) == -1)
		return -1;
	*s = (t_snapshot){NULL, 0};
	return 0;
}

/* The first byte from `at` on that differs from the copy's, or is the same; s->size where
 * there is none. */
static size_t next_where(const t_tracer *t, const t_snapshot *s, size_t at, int differ)
{
	const unsigned char *now = t->base;
	const unsigned char *then = s->copy;

	while (at < s->size && (now[at] != then[at]) != differ)
		at++;
	return at;
}

t_diff tracer_diff(const t_tracer *t, const t_snapshot *s, t_range *ranges, size_t room)
{
	t_diff diff = {0, 0, t->offset - s->size};

	/* Nearly always nothing has changed, and memcmp says so many times faster than a
	 * loop. */
	if (s->size == 0 || memcmp(t->base, s->copy, s->size) == 0)
		return diff;
	size_t start = next_where(t, s, 0, 1);
	while (start < s->size)
	{
		size_t end = next_where(t, s, start, 0);
		if (diff.ranges < room)
			ranges[diff.ranges] = (t_range){start, end - start};
		diff.ranges++;
		diff.changed += end - start;
		start = next_where(t, s, end, 1);
	}
	return diff;
}

/* Where the place that holds byte `at` ends, and what it is. */
static size_t place_of(const t_tracer *t, size_t at, t_piece *piece)
{
	if (at >= t->offset)
	{
		*piece = (t_piece){.place = PLACE_FREE};
		return SIZE_MAX;
	}
	size_t i = 0;
	while (end_of(&t->ledger[i]) <= at)
		i++;
	const t_entry *entry = &t->ledger[i];
	int inside = at < entry->offset + entry->size;
	*piece = (t_piece){.place = inside ? PLACE_BLOCK : PLACE_PADDING, .block = i};
	return inside ? entry->offset + entry->size : end_of(entry);
}

size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room)
{
	size_t end = range.start + range.size;
	size_t count = 0;
	size_t stop;

	for (size_t at = range.start; at < end; at = stop)
	{
		t_piece piece;
		stop = place_of(t, at, &piece);
		if (stop > end)
			stop = end;
		piece.range = (t_range){at, stop - at};
		if (count < room)
			pieces[count] = piece;
		count++;
	}
	return count;
}

static int is_sound(const t_tracer *t, const t_entry *entry, size_t begins)
{
	return entry->offset == begins && entry->size != 0 &&
	       entry->size <= t->capacity - begins &&
	       (entry->state == BLOCK_LIVE || entry->state == BLOCK_RELEASED ||
		       entry->state == BLOCK_LEAKED) &&
	       memchr(entry->label, '\0', TRACER_LABEL) != NULL &&
	       (entry->state != BLOCK_LIVE || entry->scope <= t->depth);
}

t_fault tracer_check(const t_tracer *t)
{
	size_t end = 0;

	if (t->offset > t->capacity)
		return FAULT_OFFSET_BEYOND;
	if (t->offset % TRACER_ALIGN != 0)
		return FAULT_OFFSET_MISALIGNED;
	if (t->count > TRACER_BLOCKS || t->depth > TRACER_SCOPES)
		return FAULT_LEDGER;
	for (size_t i = 0; i < t->count; i++)
	{
		if (!is_sound(t, &t->ledger[i], end))
			return FAULT_LEDGER;
		end = end_of(&t->ledger[i]);
	}
	return t->offset == end ? FAULT_NONE : FAULT_OFFSET_ELSEWHERE;
}

static char mark_of(t_state state)
{
	return state == BLOCK_LIVE ? '#' : state == BLOCK_RELEASED ? '-' : '!';
}

static void draw_map(const t_tracer *t, FILE *out)
{
	size_t cells = t->capacity / TRACER_ALIGN;
	size_t block = 0;

	for (size_t i = 0; i < cells; i++)
	{
		size_t at = i * TRACER_ALIGN;
		while (block < t->count && end_of(&t->ledger[block]) <= at)
			block++;
		fputc(block < t->count ? mark_of(t->ledger[block].state) : '.', out);
		if (i % DUMP_WIDTH == DUMP_WIDTH - 1 || i + 1 == cells)
			fputc('\n', out);
	}
}

static void write_label(const char *label, FILE *out)
{
	for (; *label != '\0'; label++)
	{
		unsigned char byte = (unsigned char)*label;
		if (byte >= 32 && byte <= 126 && byte != '\\')
			fputc(byte, out);
		else
			fprintf(out, "\\x%02x", byte);
	}
}

void tracer_dump(const t_tracer *t, FILE *out)
{
	fprintf(out, "tracer: %zu used / %zu total, %zu open\n", t->offset, t->capacity,
		t->depth);
	draw_map(t, out);
	for (size_t i = 0; i < t->count; i++)
	{
		const t_entry *entry = &t->ledger[i];
		fprintf(out, "%c %zu at %zu: ", mark_of(entry->state), entry->size,
			entry->offset);
		write_label(entry->label, out);
		fputc('\n', out);
	}
}

int tracer_free(t_tracer *t)
{
	if (t->base != NULL && munmap(t->base, t->capacity) == -1)
		return -1;
	memset(t, 0, sizeof(*t));
	return 0;
}
