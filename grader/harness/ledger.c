#define _GNU_SOURCE
#include "ledger.h"

#include "memcheck.h"
#include "pages.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

/* The calls: what the submission asks of the kernel, counted, made to fail, and entered
 * in the book. */

/* Where watched mappings go: far from the heap, looking like no data, and not to be known
 * beforehand. */
#define WATCHED_BASE 0xa7b3c4d5000u
#define WATCHED_SPREAD 0xfffff000u
#define WATCHED_GAP 65536
/* No process of a 64-bit machine has more address space, with pages of four levels. */
#define MOST ((size_t)1 << 47)

typedef struct s_order
{
	unsigned calls;
	unsigned fail_from; /* the first call that fails; 0: none */
	int fail_with;
	int error; /* of the last failed call */
} t_order;

static t_order g_orders[CALL_KINDS];
static size_t g_strays;

int ledger_enter(t_call call)
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
	return (uintptr_t)address % page_size() != 0 || length == 0 || length > MOST ||
	       (uintptr_t)address > MOST;
}

/* MAP_FIXED may replace only what the submission mapped itself. */
static int may_replace(char *address, size_t length)
{
	return !bad_range(address, length) &&
	       pages_known(address, address + whole_pages(length));
}

static int refuse_mmap(void *address, size_t length, int flags)
{
	if (length != 0 && ledger_enter(CALL_MMAP) == -1)
		return -1;
	if (length == 0)
	{
		g_orders[CALL_MMAP].calls++;
		return refused(CALL_MMAP, EINVAL);
	}
	if ((flags & MAP_FIXED) != 0 && !may_replace(address, length))
		return refused(CALL_MMAP, EPERM);
	/* What the kernel says too, where valgrind says EINVAL. */
	if (length > MOST || !pages_have_room())
		return refused(CALL_MMAP, ENOMEM);
	return 0;
}

void *ledger_mmap(void *address, size_t length, int protection, int flags, int descriptor,
	off_t offset)
{
	uintptr_t caller = (uintptr_t)__builtin_return_address(0);

	if (refuse_mmap(address, length, flags) == -1)
		return MAP_FAILED;
	if (flags & MAP_FIXED)
		pages_drop(address, (char *)address + whole_pages(length), take_pages);
	else if (address == NULL)
		address = watched_address(length);
	/* The kernel looks at no descriptor then (mmap(2)), but valgrind 3.19 dies of
	 * some. */
	if (flags & MAP_ANONYMOUS)
		descriptor = -1;
	/* Never executable: the ledger remembers that it was asked for, and no code is
	 * smuggled in. */
	char *start =
		mmap(address, length, protection & ~PROT_EXEC, flags, descriptor, offset);
	if (start == MAP_FAILED)
	{
		failed(CALL_MMAP);
		return MAP_FAILED;
	}
	pages_enter(start, length, protection, flags, caller);
	return start;
}

/* The same function on 64-bit machines, where off_t has 64 bits; a symbol has one name to
 * be redirected to. */
void *ledger_mmap64(void *, size_t, int, int, int, off_t)
	__attribute__((alias("ledger_mmap")));

int ledger_munmap(void *address, size_t length)
{
	if (ledger_enter(CALL_MUNMAP) == -1)
		return -1;
	if (bad_range(address, length))
		return refused(CALL_MUNMAP, EINVAL);
	size_t pages = whole_pages(length);
	g_strays += pages - pages_drop(address, (char *)address + pages, take_pages);
	return 0;
}

void *ledger_mremap(void *address, size_t old_size, size_t new_size, int flags, ...)
{
	if (ledger_enter(CALL_MREMAP) == -1)
		return MAP_FAILED;
	t_mapping old;
	int protection = ledger_protection(address, old_size);
	/* MREMAP_FIXED could put the pages over the test's own, so it is not offered. */
	if (flags & ~MREMAP_MAYMOVE || protection == -1 ||
		!ledger_holder(address, old_size, &old) || !pages_have_room())
	{
		refused(CALL_MREMAP, EINVAL);
		return MAP_FAILED;
	}
	/* As above. */
	if (new_size > MOST)
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
	pages_drop(address, (char *)address + whole_pages(old_size), leave_pages);
	pages_enter(start, new_size, protection, old.flags, old.caller);
	return start;
}

int ledger_mprotect(void *address, size_t length, int protection)
{
	if (ledger_enter(CALL_MPROTECT) == -1)
		return -1;
	if (bad_range(address, length))
		return length == 0 ? 0 : refused(CALL_MPROTECT, EINVAL);
	char *end = (char *)address + whole_pages(length);
	if (!pages_known(address, end))
		return refused(CALL_MPROTECT, ENOMEM);
	if (mprotect(address, length, protection & ~PROT_EXEC) == -1)
		return failed(CALL_MPROTECT);
	pages_protect(address, end, protection);
	return 0;
}

int ledger_madvise(void *address, size_t length, int advice)
{
	if (ledger_enter(CALL_MADVISE) == -1)
		return -1;
	if (length != 0 &&
		(bad_range(address, length) ||
			!pages_known(address, (char *)address + whole_pages(length))))
		return refused(CALL_MADVISE, ENOMEM);
	return madvise(address, length, advice) == -1 ? failed(CALL_MADVISE) : 0;
}

void ledger_reset(void)
{
	pages_drop(NULL, (char *)UINTPTR_MAX, take_pages);
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

size_t ledger_strays(void)
{
	return g_strays;
}
