#define _GNU_SOURCE
#include "mappings.h"

#include "call.h"
#include "memory.h"
#include "row.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

t_mapping expect_mapping(t_address start, size_t size, const char *what)
{
	t_mapping mapping;

	if (ledger_holder(start, size, &mapping))
		return mapping;
	expected("the %zu bytes of %s lie in one mapping that mmap made", size, what);
	if (ledger_calls(CALL_MMAP) == 0)
		got("mmap was not called");
	if (ledger_live(&mapping, 1) == 1 && start > mapping.start &&
		start < mapping.start + mapping.live)
		got("the mapping was made for %zu bytes, and %td of them lie in front of %s",
			mapping.length, (ptrdiff_t)(start - mapping.start), what);
	if (ledger_live(&mapping, 1) == 1)
		got("the mapping has %zu bytes from %#lx on, and the bytes begin at %#lx",
			mapping.length, (unsigned long)mapping.start,
			(unsigned long)start);
	got("they begin at %#lx, and not all of the bytes there are mapped by one call",
		(unsigned long)start);
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

void expect_read_write(t_address start, size_t size)
{
	int protection = ledger_protection(start, size);

	expected("memory that can be read and written: PROT_READ | PROT_WRITE");
	if ((protection & PROT_READ) == 0)
		got("the memory cannot be read");
	if ((protection & PROT_WRITE) == 0)
		got("the memory cannot be written");
}

void expect_never_executed(t_address start, size_t size)
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

void protect_pages(t_address start, size_t size, int protection)
{
	size_t page = (size_t)getpagesize();
	t_address first = (start + page - 1) / page * page;
	t_address last = (start + size) / page * page;
	t_answer answer =
		CALL_KERNEL(SYS_mprotect, first, last - first, (uint64_t)protection);

	if ((int)answer.value == -1)
		got("mprotect of the memory failed: %s", errno_name(answer.error));
}

/* proc_pid_pagemap(5): a word for each page, whose highest bits say that it is in memory,
 * or in swap. */
static size_t pages_shown(t_address first, size_t pages)
{
	char path[64];
	uint64_t *words = calloc(pages + 1, sizeof(*words));
	ssize_t size = (ssize_t)(pages * sizeof(*words));
	size_t count = 0;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", (int)g_process->pid);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	off_t at = (off_t)(first / (size_t)getpagesize() * sizeof(*words));
	int is_shown =
		words != NULL && file != -1 && pread(file, words, size, at) == size;
	if (file != -1)
		close(file);
	for (size_t i = 0; is_shown && i < pages; i++)
		count += words[i] >> 62 != 0;
	free(words);
	/* Of a process that has ended nothing is shown, which is no fault of the
	 * kernel's. */
	if (!is_shown)
		CALL(STEP_FLUSH, 0);
	if (!is_shown)
		row_not_graded(
			"the kernel does not show here which pages are in memory (/proc/PID/pagemap)");
	return count;
}

size_t resident_pages(t_address start, size_t size)
{
	size_t page = (size_t)getpagesize();
	t_address first = (start + page - 1) / page * page;
	size_t pages = (start + size - first) / page;

	/* valgrind has pages of its own. */
	return row_is_watched() ? 0 : pages_shown(first, pages);
}
