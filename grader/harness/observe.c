#define _GNU_SOURCE
#include "observe.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PRESENT ((uint64_t)1 << 63)
#define ALONE ((uint64_t)1 << 56)

static int g_pagemap;

/* What the kernel says of the page; 0 where it says nothing. */
static uint64_t pagemap_entry(const void *address)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;
	off_t at = (off_t)((uintptr_t)address / (size_t)getpagesize() * sizeof(entry));

	if (fd == -1)
		return 0;
	if (pread(fd, &entry, sizeof(entry), at) != sizeof(entry))
		entry = 0;
	close(fd);
	return entry;
}

int page_is_alone(const void *address)
{
	uint64_t entry = pagemap_entry(address);

	if ((entry & PRESENT) == 0)
		return -1;
	return (entry & ALONE) != 0;
}

/* A page of our own that was just written must be there, and be ours alone. */
void observe_prepare(void)
{
	size_t size = (size_t)getpagesize();
	char *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return;
	*page = 1;
	g_pagemap = page_is_alone(page) == 1;
	munmap(page, size);
}

int observable(t_observed what)
{
	return what == OBSERVED_NOTHING || (what == OBSERVED_PAGEMAP && g_pagemap);
}

const char *observe_reason(t_observed what)
{
	(void)what;
	return "the kernel does not show here which pages processes share (/proc/self/pagemap)";
}
