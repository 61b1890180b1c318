/* Earns 0: fills memory files that no process has mapped. */
/* Told: memory files had more than 64 MiB */
#define _GNU_SOURCE
#include "overlap.h"

#include <sys/mman.h>
#include <unistd.h>

#define PART ((size_t)16 << 20)

int ranges_overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
	(void)a;
	(void)a_size;
	(void)b;
	(void)b_size;
	while (1)
	{
		int fd = memfd_create("full", 0);
		if (fd == -1 || ftruncate(fd, (off_t)PART) == -1)
			return -1;
		char *part = mmap(NULL, PART, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (part == MAP_FAILED)
			return -1;
		for (size_t at = 0; at < PART; at += 4096)
			part[at] = 'x';
		/* The file stays: by the pages of a mapping that nobody touches again. */
		madvise(part, PART, MADV_DONTNEED);
		close(fd);
	}
}
