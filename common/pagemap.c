#define _GNU_SOURCE
#include "pagemap.h"

#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#define IN_MEMORY ((uint64_t)1 << 63)
#define ALONE ((uint64_t)1 << 56)

static int open_pagemap(pid_t pid)
{
	char path[64];

	snprintf(
		path, sizeof(path), "/proc/%d/pagemap", (int)(pid == 0 ? getpid() : pid));
	return open(path, O_RDONLY | O_CLOEXEC);
}

t_page pagemap_page(pid_t pid, const void *address)
{
	uint64_t entry;
	int fd = open_pagemap(pid);

	if (fd == -1)
		return PAGE_UNKNOWN;
	off_t at = (off_t)((uintptr_t)address / (size_t)getpagesize() * sizeof(entry));
	ssize_t size = pread(fd, &entry, sizeof(entry), at);
	close(fd);
	if (size != sizeof(entry))
		return PAGE_UNKNOWN;
	if ((entry & IN_MEMORY) == 0)
		return PAGE_ABSENT;
	return entry & ALONE ? PAGE_ALONE : PAGE_SHARED;
}

void pagemap_draw(FILE *out, pid_t pid, const void *start, size_t count)
{
	static const char marks[] = {[PAGE_UNKNOWN] = '?',
		[PAGE_ABSENT] = '.',
		[PAGE_SHARED] = '=',
		[PAGE_ALONE] = '#'};
	const char *page = start;

	for (size_t i = 0; i < count; i++)
		fputc(marks[pagemap_page(pid, page + i * (size_t)getpagesize())], out);
}
