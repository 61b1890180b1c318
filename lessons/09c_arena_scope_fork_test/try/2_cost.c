/* What a fork costs next to a large arena, in page tables and page faults. */

#define _GNU_SOURCE
#include "experiment.h"
#include "fork_arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The number after the name in a file of /proc, or -1. */
static long kib_in(const char *path, const char *name)
{
	char line[256];
	long kib = -1;
	FILE *file = fopen(path, "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			kib = atol(line + strlen(name));
	if (file != NULL)
		fclose(file);
	return kib;
}

static t_arena make(size_t size, t_policy policy, int advice)
{
	t_arena a;

	experiment_claim(arena_init(&a, size, policy) == 0, "there is enough memory");
	madvise((char *)a.base - (size_t)a.base % (size_t)getpagesize(), size, advice);
	return a;
}

/* Writes to each page. Returns how many page faults that cost. */
static long touch(const t_arena *a)
{
	struct rusage before;
	struct rusage after;

	getrusage(RUSAGE_SELF, &before);
	for (size_t at = 0; at < a->capacity; at += (size_t)getpagesize())
		((volatile char *)a->base)[at] = 1;
	getrusage(RUSAGE_SELF, &after);
	return after.ru_minflt - before.ru_minflt;
}

/* Returns how many KiB of page tables a new child begins with. */
static long show_fork(long *board, const char *arena, long faults)
{
	fflush(stdout);
	clock_t begin = clock();
	pid_t child = fork();
	if (child == 0)
	{
		*board = kib_in("/proc/self/status", "VmPTE:");
		_exit(EXIT_SUCCESS);
	}
	double ms = (double)(clock() - begin) * 1e3 / CLOCKS_PER_SEC;
	waitpid(child, NULL, 0);
	experiment_saw("%-24s%10ld%12ld KiB%12.2f ms", arena, faults, *board, ms);
	return *board;
}

int main(void)
{
	int is_roomy = kib_in("/proc/meminfo", "MemAvailable:") >= 4L << 20;
	size_t size = (size_t)(is_roomy ? 1024 : 256) << 20;
	long pages = (long)(size / (size_t)getpagesize());
	long entries = pages * (long)sizeof(void *) / 1024; /* KiB, in page tables */
	t_arena shared = make(sizeof(long), ARENA_SHARED, MADV_NORMAL);

	experiment_ask(
		"An arena has %zu MiB, in %ld pages. What does a fork copy for the "
		"child: if no page has been touched? If all have? If the arena is "
		"withheld, or is made of huge pages?",
		size >> 20, pages);
	experiment_saw("%-24s%10s%16s%15s", "arena", "faults", "child's tables", "fork");
	t_arena a = make(size, ARENA_COPIED, MADV_NOHUGEPAGE);
	long untouched = show_fork(shared.base, "copied, untouched", 0);
	long copied = show_fork(shared.base, "copied, touched", touch(&a));
	arena_free(&a);
	a = make(size, ARENA_WITHHELD, MADV_NOHUGEPAGE);
	long withheld = show_fork(shared.base, "withheld, touched", touch(&a));
	arena_free(&a);
	a = make(size, ARENA_COPIED, MADV_HUGEPAGE);
	long faults = touch(&a);
	long huge = show_fork(shared.base, "copied, huge pages", faults);
	experiment_claim(copied == -1 || copied >= entries, "tables are copied");
	experiment_claim(untouched < entries / 4 && withheld < entries / 4, "or are not");
	experiment_why(
		"fork copies none of the arena's bytes. It copies page tables: %zu bytes "
		"for each page that is there, and nothing for a page that nobody has "
		"touched. It skips a withheld arena. %s%s",
		sizeof(void *),
		faults > pages / 64
			? "This machine had few huge pages to give, or none."
			: "A huge page takes the place of 512 pages: a 512th of the "
			  "faults, and of the work in fork.",
		faults > pages / 64 || huge < entries
			? ""
			: " (Its child gets as many tables, but empty ones, for the "
			  "day when a huge page is split.)");
	return 0;
}
