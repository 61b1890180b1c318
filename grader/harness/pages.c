#define _GNU_SOURCE
#include "pages.h"

#include "memcheck.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * Plain arrays that are scanned: an arena has few mappings. Addresses stand there hidden
 * (complemented), because memcheck takes each word that it finds for a pointer and would
 * call a leaked mapping reachable.
 */

#define MAPPINGS 4096
#define SEGMENTS 8192

typedef struct s_entry
{
	uintptr_t hidden;
	size_t length;
	size_t live;
	int flags;
	uintptr_t caller;
} t_entry;

typedef struct s_segment
{
	uintptr_t hidden; /* the complement of the first address */
	size_t size; /* 0: a free place */
	int protection;
	t_entry *entry;
} t_segment;

static t_entry g_entries[MAPPINGS];
static t_segment g_segments[SEGMENTS];
static size_t g_segment_end; /* no segment stands at or behind this index */

static char *reveal(uintptr_t hidden)
{
	return (char *)~hidden;
}

static uintptr_t hide(const void *address)
{
	return ~(uintptr_t)address;
}

size_t page_size(void)
{
	return (size_t)getpagesize();
}

size_t whole_pages(size_t length)
{
	return (length + page_size() - 1) / page_size() * page_size();
}

static t_entry *free_entry(void)
{
	for (size_t i = 0; i < MAPPINGS; i++)
		if (g_entries[i].live == 0)
			return &g_entries[i];
	return NULL;
}

static t_segment *free_segment(void)
{
	for (size_t i = 0; i < SEGMENTS; i++)
	{
		if (g_segments[i].size != 0)
			continue;
		if (i >= g_segment_end)
			g_segment_end = i + 1;
		return &g_segments[i];
	}
	/* More pieces than any allocator makes: better no verdict than a wrong one. */
	abort();
}

static void add_segment(char *start, size_t size, int protection, t_entry *entry)
{
	if (size != 0)
		*free_segment() = (t_segment){hide(start), size, protection, entry};
}

/* Cuts the segment to what it shares with [from, to), the rest becoming segments of their
 * own. */
static void isolate(t_segment *segment, char *from, char *to)
{
	char *start = reveal(segment->hidden);
	char *end = start + segment->size;
	char *first = start > from ? start : from;
	char *last = end < to ? end : to;

	add_segment(start, first - start, segment->protection, segment->entry);
	add_segment(last, end - last, segment->protection, segment->entry);
	segment->hidden = hide(first);
	segment->size = last - first;
}

/* The next segment, from index *next on, that touches [from, to); NULL when there is
 * none. */
static t_segment *next_touching(size_t *next, const char *from, const char *to)
{
	while (*next < g_segment_end)
	{
		t_segment *segment = &g_segments[(*next)++];
		const char *start = reveal(segment->hidden);
		if (segment->size != 0 && start < to && from < start + segment->size)
			return segment;
	}
	return NULL;
}

void take_pages(char *start, size_t size)
{
	if (!RUNNING_ON_VALGRIND)
	{
		munmap(start, size);
		return;
	}
	madvise(start, size, MADV_DONTNEED);
	VALGRIND_MAKE_MEM_NOACCESS(start, size);
}

void leave_pages(char *start, size_t size)
{
	(void)start;
	(void)size;
}

static void drop_segment(t_segment *segment, t_take take)
{
	t_entry *entry = segment->entry;

	take(reveal(segment->hidden), segment->size);
	entry->live -= segment->size;
	segment->size = 0;
	if (entry->live == 0)
		VALGRIND_FREELIKE_BLOCK(reveal(entry->hidden), 0);
}

size_t pages_drop(char *from, char *to, t_take take)
{
	size_t dropped = 0;
	size_t next = 0;
	t_segment *segment;

	while ((segment = next_touching(&next, from, to)) != NULL)
	{
		isolate(segment, from, to);
		dropped += segment->size;
		drop_segment(segment, take);
	}
	return dropped;
}

int pages_known(char *from, char *to)
{
	size_t found = 0;
	size_t next = 0;
	t_segment *segment;

	while ((segment = next_touching(&next, from, to)) != NULL)
	{
		isolate(segment, from, to);
		found += segment->size;
	}
	return found == (size_t)(to - from);
}

void pages_enter(char *start, size_t length, int protection, int flags, uintptr_t caller)
{
	t_entry *entry = free_entry();
	size_t pages = whole_pages(length);

	*entry = (t_entry){hide(start), length, pages, flags, caller};
	add_segment(start, pages, protection, entry);
	VALGRIND_MALLOCLIKE_BLOCK(start, length, 0, 1);
	VALGRIND_MAKE_MEM_NOACCESS(start + length, pages - length);
}

int pages_have_room(void)
{
	return free_entry() != NULL;
}

void pages_protect(char *from, char *to, int protection)
{
	size_t next = 0;
	t_segment *segment;

	while ((segment = next_touching(&next, from, to)) != NULL)
		segment->protection = protection;
}

size_t ledger_mapped(void)
{
	size_t mapped = 0;

	for (size_t i = 0; i < g_segment_end; i++)
		mapped += g_segments[i].size;
	return mapped;
}

static t_mapping shown(const t_entry *entry)
{
	return (t_mapping){reveal(entry->hidden), entry->length, entry->live,
		entry->flags, entry->caller};
}

size_t ledger_live(t_mapping *mappings, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < MAPPINGS; i++)
	{
		if (g_entries[i].live == 0)
			continue;
		if (count < room)
			mappings[count] = shown(&g_entries[i]);
		count++;
	}
	return count;
}

int ledger_holder(const void *address, size_t size, t_mapping *mapping)
{
	const char *end = (const char *)address + size;
	size_t found = 0;
	size_t next = 0;
	t_segment *segment;
	const t_entry *entry = NULL;

	while ((segment = next_touching(&next, address, end)) != NULL)
	{
		const char *start = reveal(segment->hidden);
		const char *stop = start + segment->size;
		if (entry != NULL && entry != segment->entry)
			return 0;
		entry = segment->entry;
		found += (stop < end ? stop : end) -
			 (start > (const char *)address ? start : (const char *)address);
	}
	if (entry == NULL || found != size)
		return 0;
	*mapping = shown(entry);
	return 1;
}

int ledger_protection(const void *address, size_t size)
{
	int protection = PROT_READ | PROT_WRITE | PROT_EXEC;
	size_t next = 0;
	t_mapping holder;
	t_segment *segment;

	if (!ledger_holder(address, size, &holder))
		return -1;
	while ((segment = next_touching(&next, address, (const char *)address + size)) !=
		NULL)
		protection &= segment->protection;
	return protection;
}

int ledger_executable(const void *address, size_t size)
{
	size_t next = 0;
	t_segment *segment;

	while ((segment = next_touching(&next, address, (const char *)address + size)) !=
		NULL)
		if (segment->protection & PROT_EXEC)
			return 1;
	return 0;
}
