#define _GNU_SOURCE
#include "ledger.h"

#include "memcheck.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

/*
 * Mappings are what mmap was asked for; segments are runs of pages of one mapping
 * with one protection, split where munmap or mprotect touches a part. Both stand in
 * plain arrays that are scanned: an arena has few. Addresses stand there hidden
 * (complemented), because memcheck takes each word that it finds for a pointer and
 * would call a leaked mapping reachable.
 */

#define MAPPINGS 4096
#define SEGMENTS 8192

/* Where watched mappings go: far from the heap, looking like no data, and not to be known beforehand. */
#define WATCHED_BASE 0xa7b3c4d5000u
#define WATCHED_SPREAD 0xfffff000u
#define WATCHED_GAP 65536

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

typedef struct s_order
{
	unsigned calls;
	unsigned fail_from; /* the first call that fails; 0: none */
	int fail_with;
	int error; /* of the last failed call */
} t_order;

static t_entry g_entries[MAPPINGS];
static t_segment g_segments[SEGMENTS];
static size_t g_segment_end; /* no segment stands at or behind this index */
static t_order g_orders[CALL_KINDS];
static size_t g_strays;

static char *reveal(uintptr_t hidden)
{
	return (char *)~hidden;
}

static uintptr_t hide(const void *address)
{
	return ~(uintptr_t)address;
}

static size_t page_size(void)
{
	return (size_t)getpagesize();
}

static size_t whole_pages(size_t length)
{
	return (length + page_size() - 1) / page_size() * page_size();
}

/* Counts a call. Returns -1, with errno set, if it has been told to fail. */
static int enter(t_call call)
{
	t_order *order = &g_orders[call];

	order->calls++;
	if (order->fail_from == 0 || order->calls < order->fail_from)
		return 0;
	order->error = order->fail_with;
	errno = order->fail_with;
	return -1;
}

static int failed(t_call call)
{
	g_orders[call].error = errno;
	return -1;
}

static int refused(t_call call, int error)
{
	errno = error;
	return failed(call);
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

/* Cuts the segment to what it shares with [from, to), the rest becoming segments of their own. */
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

/* The next segment, from index *next on, that touches [from, to); NULL when there is none. */
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

/*
 * Takes the pages away. Watched pages stay mapped but empty and forbidden, so that
 * memcheck can name a later use of them instead of the process dying of it.
 */
static void take_pages(char *start, size_t size)
{
	if (!RUNNING_ON_VALGRIND)
	{
		munmap(start, size);
		return;
	}
	madvise(start, size, MADV_DONTNEED);
	VALGRIND_MAKE_MEM_NOACCESS(start, size);
}

/* After mremap: the kernel has moved the pages already. */
static void leave_pages(char *start, size_t size)
{
	(void)start;
	(void)size;
}

typedef void (*t_take)(char *start, size_t size);

static void drop_segment(t_segment *segment, t_take take)
{
	t_entry *entry = segment->entry;

	take(reveal(segment->hidden), segment->size);
	entry->live -= segment->size;
	segment->size = 0;
	if (entry->live == 0)
		VALGRIND_FREELIKE_BLOCK(reveal(entry->hidden), 0);
}

/* Drops what the ledger knows of [from, to). Returns how many bytes that was. */
static size_t drop_range(char *from, char *to, t_take take)
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

static int known(char *from, char *to)
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

/* Enters a new mapping, and tells memcheck of it: a block that ends with the length asked for. */
static void enter_mapping(char *start, size_t length, int protection, int flags, uintptr_t caller)
{
	t_entry *entry = free_entry();
	size_t pages = whole_pages(length);

	*entry = (t_entry){hide(start), length, pages, flags, caller};
	add_segment(start, pages, protection, entry);
	VALGRIND_MALLOCLIKE_BLOCK(start, length, 0, 1);
	VALGRIND_MAKE_MEM_NOACCESS(start + length, pages - length);
}

/* A fresh address, so that memcheck tells an old mapping from a new one in its place. */
static void *watched_address(size_t length)
{
	static uintptr_t next;

	if (!RUNNING_ON_VALGRIND || length > (size_t)1 << 40)
		return NULL;
	if (next == 0 && getrandom(&next, sizeof(next), 0) == sizeof(next))
		next = WATCHED_BASE + (next & WATCHED_SPREAD);
	uintptr_t address = next;
	next += whole_pages(length) + WATCHED_GAP;
	return (void *)address;
}

static int bad_range(const void *address, size_t length)
{
	return (uintptr_t)address % page_size() != 0 || length == 0 || length > ((size_t)1 << 47) ||
	       (uintptr_t)address > ((size_t)1 << 47);
}

/* MAP_FIXED may replace only what the submission mapped itself. */
static int may_replace(char *address, size_t length)
{
	return !bad_range(address, length) && known(address, address + whole_pages(length));
}

static int refuse_mmap(void *address, size_t length, int flags)
{
	if (length != 0 && enter(CALL_MMAP) == -1)
		return -1;
	if (length == 0)
	{
		g_orders[CALL_MMAP].calls++;
		return refused(CALL_MMAP, EINVAL);
	}
	if ((flags & MAP_FIXED) != 0 && !may_replace(address, length))
		return refused(CALL_MMAP, EPERM);
	if (free_entry() == NULL)
		return refused(CALL_MMAP, ENOMEM);
	return 0;
}

void *ledger_mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset)
{
	uintptr_t caller = (uintptr_t)__builtin_return_address(0);

	if (refuse_mmap(address, length, flags) == -1)
		return MAP_FAILED;
	if (flags & MAP_FIXED)
		drop_range(address, (char *)address + whole_pages(length), take_pages);
	else if (address == NULL)
		address = watched_address(length);
	/* Never executable: the ledger remembers that it was asked for, and no code is smuggled in. */
	char *start = mmap(address, length, protection & ~PROT_EXEC, flags, descriptor, offset);
	if (start == MAP_FAILED)
	{
		failed(CALL_MMAP);
		return MAP_FAILED;
	}
	enter_mapping(start, length, protection, flags, caller);
	return start;
}

/* The same function on 64-bit machines, where off_t has 64 bits; a symbol has one name to be redirected to. */
void *ledger_mmap64(void *, size_t, int, int, int, off_t) __attribute__((alias("ledger_mmap")));

int ledger_munmap(void *address, size_t length)
{
	if (enter(CALL_MUNMAP) == -1)
		return -1;
	if (bad_range(address, length))
		return refused(CALL_MUNMAP, EINVAL);
	size_t pages = whole_pages(length);
	g_strays += pages - drop_range(address, (char *)address + pages, take_pages);
	return 0;
}

void *ledger_mremap(void *address, size_t old_size, size_t new_size, int flags, ...)
{
	if (enter(CALL_MREMAP) == -1)
		return MAP_FAILED;
	t_mapping old;
	int protection = ledger_protection(address, old_size);
	/* MREMAP_FIXED could put the pages over the test's own, so it is not offered. */
	if (flags & ~MREMAP_MAYMOVE || protection == -1 || !ledger_holder(address, old_size, &old) ||
		free_entry() == NULL)
	{
		refused(CALL_MREMAP, EINVAL);
		return MAP_FAILED;
	}
	/* valgrind would answer EINVAL here. */
	if (new_size > (size_t)1 << 47)
	{
		refused(CALL_MREMAP, ENOMEM);
		return MAP_FAILED;
	}
	char *start = mremap(address, old_size, new_size, flags);
	if (start == MAP_FAILED)
	{
		failed(CALL_MREMAP);
		return MAP_FAILED;
	}
	drop_range(address, (char *)address + whole_pages(old_size), leave_pages);
	enter_mapping(start, new_size, protection, old.flags, old.caller);
	return start;
}

int ledger_mprotect(void *address, size_t length, int protection)
{
	size_t next = 0;
	t_segment *segment;

	if (enter(CALL_MPROTECT) == -1)
		return -1;
	if (bad_range(address, length))
		return length == 0 ? 0 : refused(CALL_MPROTECT, EINVAL);
	char *end = (char *)address + whole_pages(length);
	if (!known(address, end))
		return refused(CALL_MPROTECT, ENOMEM);
	if (mprotect(address, length, protection & ~PROT_EXEC) == -1)
		return failed(CALL_MPROTECT);
	while ((segment = next_touching(&next, address, end)) != NULL)
		segment->protection = protection;
	return 0;
}

int ledger_madvise(void *address, size_t length, int advice)
{
	if (enter(CALL_MADVISE) == -1)
		return -1;
	if (length != 0 &&
		(bad_range(address, length) || !known(address, (char *)address + whole_pages(length))))
		return refused(CALL_MADVISE, ENOMEM);
	return madvise(address, length, advice) == -1 ? failed(CALL_MADVISE) : 0;
}

void ledger_reset(void)
{
	drop_range(NULL, (char *)UINTPTR_MAX, take_pages);
	memset(g_orders, 0, sizeof(g_orders));
	g_strays = 0;
}

void ledger_fail(t_call call, unsigned nth, int error)
{
	g_orders[call].fail_from = nth == 0 ? 0 : g_orders[call].calls + nth;
	g_orders[call].fail_with = error;
}

unsigned ledger_calls(t_call call)
{
	return g_orders[call].calls;
}

int ledger_error(t_call call)
{
	return g_orders[call].error;
}

size_t ledger_mapped(void)
{
	size_t mapped = 0;

	for (size_t i = 0; i < g_segment_end; i++)
		mapped += g_segments[i].size;
	return mapped;
}

size_t ledger_strays(void)
{
	return g_strays;
}

static t_mapping shown(const t_entry *entry)
{
	return (t_mapping){reveal(entry->hidden), entry->length, entry->live, entry->flags, entry->caller};
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
	while ((segment = next_touching(&next, address, (const char *)address + size)) != NULL)
		protection &= segment->protection;
	return protection;
}

int ledger_executable(const void *address, size_t size)
{
	size_t next = 0;
	t_segment *segment;

	while ((segment = next_touching(&next, address, (const char *)address + size)) != NULL)
		if (segment->protection & PROT_EXEC)
			return 1;
	return 0;
}
