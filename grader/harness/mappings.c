#define _GNU_SOURCE
#include "mappings.h"

#include "row.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

t_mapping expect_mapping(const void *start, size_t size, const char *what)
{
	t_mapping mapping;

	if (ledger_holder(start, size, &mapping))
		return mapping;
	expected("the %zu bytes of %s lie in one mapping that mmap made", size, what);
	if (ledger_calls(CALL_MMAP) == 0)
		got("mmap was not called");
	if (ledger_live(&mapping, 1) == 1 && (char *)start > mapping.start &&
		(char *)start < mapping.start + mapping.live)
		got("the mapping was made for %zu bytes, and %td of them lie in front of %s",
			mapping.length, (char *)start - mapping.start, what);
	if (ledger_live(&mapping, 1) == 1)
		got("the mapping has %zu bytes from %p on, and the bytes begin at %p",
			mapping.length, (void *)mapping.start, start);
	got("they begin at %p, and not all of the bytes there are mapped by one call",
		start);
}

void expect_kind(const t_mapping *mapping, int sharing)
{
	expected("mmap with %s | MAP_ANONYMOUS",
		sharing == MAP_SHARED ? "MAP_SHARED" : "MAP_PRIVATE");
	if ((mapping->flags & MAP_TYPE) != sharing)
		got(sharing == MAP_PRIVATE
				? "the mapping is not private: MAP_SHARED memory is the same memory after a "
				  "fork"
				: "the mapping is not shared: MAP_PRIVATE memory is copied after a fork");
	if ((mapping->flags & MAP_ANONYMOUS) == 0)
		got("the mapping is not anonymous: it belongs to a file");
}

void expect_read_write(const void *start, size_t size)
{
	int protection = ledger_protection(start, size);

	expected("memory that can be read and written: PROT_READ | PROT_WRITE");
	if ((protection & PROT_READ) == 0)
		got("the memory cannot be read");
	if ((protection & PROT_WRITE) == 0)
		got("the memory cannot be written");
}

void expect_never_executed(const void *start, size_t size)
{
	expected("memory that is never executed");
	if (ledger_executable(start, size))
		got("the memory is executable: PROT_EXEC was asked for");
}

void expect_unmapped(const char *after)
{
	expected("after %s nothing is mapped any more", after);
	if (ledger_mapped() != 0)
		got("%zu bytes are still mapped; a page has %d", ledger_mapped(),
			getpagesize());
}

void protect_pages(const void *start, size_t size, int protection)
{
	size_t page = getpagesize();
	uintptr_t first = ((uintptr_t)start + page - 1) / page * page;
	uintptr_t last = ((uintptr_t)start + size) / page * page;

	if (mprotect((void *)first, last - first, protection) == -1)
		got("mprotect of the memory failed: %s", errno_name(errno));
}

size_t resident_pages(const void *start, size_t size)
{
	size_t page = getpagesize();
	uintptr_t first = ((uintptr_t)start + page - 1) / page * page;
	size_t pages = ((uintptr_t)start + size - first) / page;
	unsigned char *there = calloc(pages, 1);
	size_t count = 0;

	if (there == NULL || mincore((void *)first, pages * page, there) == -1)
		abort();
	for (size_t i = 0; i < pages; i++)
		count += there[i] & 1;
	free(there);
	return count;
}
