/* Odd: tracer_check collects all faults in a bit mask and returns the lowest; the end of
 * each block is kept as a number of units of 16 bytes. */
#include "tracer.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

static size_t padded(size_t size)
{
	return (size + TRACER_ALIGN - 1) & ~(size_t)(TRACER_ALIGN - 1);
}

static int fail(int error)
{
	errno = error;
	return -1;
}

static void clear(t_tracer *t)
{
	t->base = NULL;
	t->offset = 0;
	t->capacity = 0;
	t->depth = 0;
	t->count = 0;
}

int tracer_init(t_tracer *t, size_t size)
{
	size_t capacity;
	void *base;

	clear(t);
	if (size == 0)
		return fail(EINVAL);
	if (size > SIZE_MAX - (TRACER_ALIGN - 1))
		return fail(ENOMEM);
	capacity = padded(size);
	base = mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
	if (base == MAP_FAILED)
		return -1;
	t->base = base;
	t->capacity = capacity;
	return 0;
}

void *tracer_alloc(t_tracer *t, size_t size, const char *label)
{
	t_entry *entry;
	size_t length;

	if (size == 0 || t->base == NULL)
	{
		errno = EINVAL;
		return NULL;
	}
	if (size > t->capacity - t->offset)
	{
		errno = ENOMEM;
		return NULL;
	}
	if (t->count >= TRACER_BLOCKS)
	{
		errno = ENOSPC;
		return NULL;
	}
	entry = &t->ledger[t->count];
	length = strnlen(label, TRACER_LABEL - 1);
	memmove(entry->label, label, length);
	entry->label[length] = '\0';
	entry->offset = t->offset;
	entry->size = size;
	entry->scope = t->depth;
	entry->state = BLOCK_LIVE;
	t->count++;
	t->offset += padded(size);
	return (char *)t->base + entry->offset;
}

int tracer_release(t_tracer *t, const void *block)
{
	for (size_t i = 0; i < t->count; i++)
	{
		t_entry *entry = &t->ledger[i];

		if ((const char *)t->base + entry->offset != (const char *)block)
			continue;
		if (entry->state == BLOCK_RELEASED)
			return fail(EALREADY);
		if (entry->state != BLOCK_LIVE)
			return fail(EINVAL);
		entry->state = BLOCK_RELEASED;
		return 0;
	}
	return fail(EINVAL);
}

int tracer_enter(t_tracer *t)
{
	if (t->base == NULL)
		return fail(EINVAL);
	if (t->depth >= TRACER_SCOPES)
		return fail(ENOSPC);
	t->depth++;
	return 0;
}

int tracer_leave(t_tracer *t, t_entry *leaks, size_t room)
{
	size_t found = 0;

	if (t->depth == 0)
		return fail(EINVAL);
	for (size_t i = 0; i < t->count; i++)
	{
		t_entry *entry = &t->ledger[i];

		if (entry->state != BLOCK_LIVE || entry->scope != t->depth)
			continue;
		entry->state = BLOCK_LEAKED;
		if (found < room)
			leaks[found] = *entry;
		found++;
	}
	t->depth--;
	return (int)found;
}

int tracer_snapshot(const t_tracer *t, t_snapshot *s)
{
	void *copy;

	s->copy = NULL;
	s->size = 0;
	if (t->offset == 0)
		return 0;
	copy = mmap(NULL, t->offset, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
	if (copy == MAP_FAILED)
		return -1;
	memcpy(copy, t->base, t->offset);
	s->copy = copy;
	s->size = t->offset;
	return 0;
}

int snapshot_free(t_snapshot *s)
{
	if (s->size == 0)
		return 0;
	if (munmap(s->copy, s->size) == -1)
		return -1;
	s->copy = NULL;
	s->size = 0;
	return 0;
}

t_diff tracer_diff(const t_tracer *t, const t_snapshot *s, t_range *ranges, size_t room)
{
	const unsigned char *now = t->base;
	const unsigned char *then = s->copy;
	t_diff diff = {0, 0, t->offset - s->size};
	size_t i = 0;

	if (s->size == 0 || memcmp(now, then, s->size) == 0)
		return diff;
	while (i < s->size)
	{
		size_t start = i;

		while (i < s->size && now[i] != then[i])
			i++;
		if (i > start)
		{
			if (diff.ranges < room)
				ranges[diff.ranges] = (t_range){start, i - start};
			diff.ranges++;
			diff.changed += i - start;
		}
		while (i < s->size && now[i] == then[i])
			i++;
	}
	return diff;
}

typedef struct s_list
{
	t_range range;
	t_piece *pieces;
	size_t room;
	size_t count;
} t_list;

/* Adds what the range has of the bytes from start to end - 1. */
static void cut(t_list *list, t_place place, size_t start, size_t end, size_t block)
{
	size_t from = start > list->range.start ? start : list->range.start;
	size_t stop = list->range.start + list->range.size;
	size_t to = end < stop ? end : stop;

	if (from >= to)
		return;
	if (list->count < list->room)
		list->pieces[list->count] = (t_piece){place, {from, to - from}, block};
	list->count++;
}

size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room)
{
	t_list list = {range, pieces, room, 0};

	for (size_t i = 0; i < t->count; i++)
	{
		const t_entry *entry = &t->ledger[i];
		size_t end = entry->offset + entry->size;

		cut(&list, PLACE_BLOCK, entry->offset, end, i);
		cut(&list, PLACE_PADDING, end, padded(end), i);
	}
	cut(&list, PLACE_FREE, t->offset, SIZE_MAX, 0);
	return list.count;
}

t_fault tracer_check(const t_tracer *t)
{
	unsigned faults = 0;
	size_t count = t->count <= TRACER_BLOCKS ? t->count : TRACER_BLOCKS;
	unsigned __int128 end = 0;

	faults |= (unsigned)(t->offset > t->capacity) << FAULT_OFFSET_BEYOND;
	faults |= (unsigned)((t->offset & 15) != 0) << FAULT_OFFSET_MISALIGNED;
	faults |= (unsigned)(t->count > TRACER_BLOCKS) << FAULT_LEDGER;
	faults |= (unsigned)(t->depth > TRACER_SCOPES) << FAULT_LEDGER;
	for (const t_entry *e = t->ledger; e < t->ledger + count; e++)
	{
		unsigned broken = e->size == 0;

		broken |= e->offset != end * TRACER_ALIGN;
		broken |= end * TRACER_ALIGN + e->size > t->capacity;
		broken |= strnlen(e->label, sizeof(e->label)) == sizeof(e->label);
		switch ((int)e->state)
		{
		case BLOCK_LIVE:
			broken |= e->scope > t->depth;
			break;
		case BLOCK_LEAKED:
		case BLOCK_RELEASED:
			break;
		default:
			broken = 1;
		}
		faults |= broken << FAULT_LEDGER;
		end += ((unsigned __int128)e->size + 15) / 16;
	}
	faults |= (unsigned)(end * 16 != t->offset) << FAULT_OFFSET_ELSEWHERE;
	return faults == 0 ? FAULT_NONE : (t_fault)__builtin_ctz(faults);
}

static char sign(t_state state)
{
	if (state == BLOCK_LIVE)
		return '#';
	return state == BLOCK_RELEASED ? '-' : '!';
}

static void put_label(const char *label, FILE *out)
{
	for (size_t i = 0; label[i] != '\0'; i++)
	{
		unsigned char c = (unsigned char)label[i];

		if (c >= 32 && c <= 126 && c != '\\')
			fputc(c, out);
		else
			fprintf(out, "\\x%02x", (unsigned)c);
	}
}

void tracer_dump(const t_tracer *t, FILE *out)
{
	size_t cells = t->capacity / TRACER_ALIGN;
	size_t block = 0;

	fprintf(out, "tracer: %zu used / %zu total, %zu open\n", t->offset, t->capacity,
		t->depth);
	for (size_t i = 0; i < cells; i++)
	{
		size_t at = i * TRACER_ALIGN;

		while (block < t->count &&
			at >= t->ledger[block].offset + t->ledger[block].size)
			block++;
		fputc(block < t->count ? sign(t->ledger[block].state) : '.', out);
		if (i % 64 == 63 || i + 1 == cells)
			fputc('\n', out);
	}
	for (size_t i = 0; i < t->count; i++)
	{
		const t_entry *entry = &t->ledger[i];

		fprintf(out, "%c %zu at %zu: ", sign(entry->state), entry->size,
			entry->offset);
		put_label(entry->label, out);
		fputc('\n', out);
	}
}

int tracer_free(t_tracer *t)
{
	if (t->base == NULL)
		return 0;
	if (munmap(t->base, t->capacity) == -1)
		return -1;
	clear(t);
	return 0;
}
