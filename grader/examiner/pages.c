#include "pages.h"

#include "give_up.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Plain arrays that are scanned: an arena has few mappings. */

typedef struct s_segment
{
	t_address start;
	t_address end;
	int protection;
	size_t mapping; /* its index */
} t_segment;

struct s_pages
{
	t_mapping *mappings;
	size_t mapping_count;
	t_segment *segments;
	size_t segment_count;
};

/* The array with room for one more element; room grows by doubling. */
static void *with_room(void *array, size_t count, size_t size)
{
	if (count != 0 && (count & (count - 1)) != 0)
		return array;
	void *larger = realloc(array, (count == 0 ? 1 : 2 * count) * size);
	if (larger == NULL)
		give_up("memory");
	return larger;
}

size_t whole_pages(size_t length)
{
	size_t page = (size_t)getpagesize();

	return (length + page - 1) / page * page;
}

t_pages *pages_new(void)
{
	t_pages *pages = calloc(1, sizeof(*pages));

	if (pages == NULL)
		give_up("memory");
	return pages;
}

t_pages *pages_copy(const t_pages *from)
{
	t_pages *pages = pages_new();

	for (size_t i = 0; i < from->mapping_count; i++)
	{
		pages->mappings = with_room(pages->mappings, i, sizeof(t_mapping));
		pages->mappings[pages->mapping_count++] = from->mappings[i];
	}
	for (size_t i = 0; i < from->segment_count; i++)
	{
		pages->segments = with_room(pages->segments, i, sizeof(t_segment));
		pages->segments[pages->segment_count++] = from->segments[i];
	}
	return pages;
}

void pages_free(t_pages *pages)
{
	if (pages == NULL)
		return;
	free(pages->mappings);
	free(pages->segments);
	free(pages);
}

static void add_segment(t_pages *pages, t_segment segment)
{
	if (segment.start >= segment.end)
		return;
	pages->segments =
		with_room(pages->segments, pages->segment_count, sizeof(t_segment));
	pages->segments[pages->segment_count++] = segment;
}

void pages_enter(t_pages *pages, const t_mapping *mapping, int protection)
{
	size_t index = 0;
	size_t size = whole_pages(mapping->length);

	while (index < pages->mapping_count && pages->mappings[index].live != 0)
		index++;
	if (index == pages->mapping_count)
	{
		pages->mappings = with_room(
			pages->mappings, pages->mapping_count++, sizeof(t_mapping));
	}
	pages->mappings[index] = *mapping;
	pages->mappings[index].live = size;
	add_segment(pages,
		(t_segment){mapping->start, mapping->start + size, protection, index});
}

static int touches(const t_segment *segment, t_address from, t_address to)
{
	return segment->start < to && from < segment->end;
}

/* Cuts the segment to what it shares with [from, to), the rest becoming segments of their
 * own, at the end of the array. */
static void isolate(t_pages *pages, size_t index, t_address from, t_address to)
{
	t_segment whole = pages->segments[index];
	t_segment before = whole;
	t_segment after = whole;

	before.end = whole.start > from ? whole.start : from;
	after.start = whole.end < to ? whole.end : to;
	pages->segments[index].start = before.end;
	pages->segments[index].end = after.start;
	add_segment(pages, before);
	add_segment(pages, after);
}

size_t pages_drop(t_pages *pages, t_address from, t_address to)
{
	size_t dropped = 0;

	if (from >= to)
		return 0;
	for (size_t i = 0; i < pages->segment_count;)
	{
		if (!touches(&pages->segments[i], from, to))
		{
			i++;
			continue;
		}
		isolate(pages, i, from, to);
		t_segment gone = pages->segments[i];
		dropped += gone.end - gone.start;
		pages->mappings[gone.mapping].live -= gone.end - gone.start;
		pages->segments[i] = pages->segments[--pages->segment_count];
	}
	return dropped;
}

void pages_protect(t_pages *pages, t_address from, t_address to, int protection)
{
	size_t count = from < to ? pages->segment_count : 0;

	/* What isolate adds does not touch the range. */
	for (size_t i = 0; i < count; i++)
	{
		if (!touches(&pages->segments[i], from, to))
			continue;
		isolate(pages, i, from, to);
		pages->segments[i].protection = protection;
	}
}

size_t pages_mapped(const t_pages *pages)
{
	size_t mapped = 0;

	for (size_t i = 0; i < pages->segment_count; i++)
		mapped += pages->segments[i].end - pages->segments[i].start;
	return mapped;
}

size_t pages_live(const t_pages *pages, t_mapping *mappings, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < pages->mapping_count; i++)
	{
		if (pages->mappings[i].live == 0)
			continue;
		if (count < room)
			mappings[count] = pages->mappings[i];
		count++;
	}
	return count;
}

int pages_holder(const t_pages *pages, t_address address, size_t size, t_mapping *mapping)
{
	t_address end = address + size;
	size_t found = 0;
	const t_segment *first = NULL;

	for (size_t i = 0; i < pages->segment_count; i++)
	{
		const t_segment *segment = &pages->segments[i];
		if (!touches(segment, address, end))
			continue;
		if (first != NULL && first->mapping != segment->mapping)
			return 0;
		first = segment;
		found += (segment->end < end ? segment->end : end) -
			 (segment->start > address ? segment->start : address);
	}
	if (first == NULL || found != size)
		return 0;
	*mapping = pages->mappings[first->mapping];
	return 1;
}

int pages_protection(const t_pages *pages, t_address address, size_t size)
{
	int protection = PROT_READ | PROT_WRITE | PROT_EXEC;
	t_mapping holder;

	if (!pages_holder(pages, address, size, &holder))
		return -1;
	for (size_t i = 0; i < pages->segment_count; i++)
		if (touches(&pages->segments[i], address, address + size))
			protection &= pages->segments[i].protection;
	return protection;
}

int pages_executable(const t_pages *pages, t_address address, size_t size)
{
	for (size_t i = 0; i < pages->segment_count; i++)
		if (touches(&pages->segments[i], address, address + size) &&
			(pages->segments[i].protection & PROT_EXEC) != 0)
			return 1;
	return 0;
}
