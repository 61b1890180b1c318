/* What freed arenas cost that are kept: addresses, memory, and entries in the kernel's
 * list of mappings. */

#define _GNU_SOURCE
#include "experiment.h"
#include "quarantine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ARENAS KEEP_MOST
#define MIB 2
#define SIZE ((size_t)MIB << 20)

/* What this process has, in KiB. */
typedef struct s_usage
{
	long addresses;
	long memory;
} t_usage;

/* The number after the name in /proc/self/status, or 0. */
static long kib_of(const char *name)
{
	char line[256];
	long kib = 0;
	FILE *file = fopen("/proc/self/status", "r");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			kib = atol(line + strlen(name));
	if (file != NULL)
		fclose(file);
	return kib;
}

static t_usage usage(void)
{
	return (t_usage){kib_of("VmSize:"), kib_of("VmRSS:")};
}

/* Prints what has come since then, in whole MiB. Returns the MiB of memory. */
static long print_since(t_usage before, const char *what)
{
	t_usage now = usage();
	long memory = (now.memory - before.memory + 512) / 1024;

	experiment_saw("%-34s %8ld MiB %8ld MiB", what,
		(now.addresses - before.addresses + 512) / 1024, memory);
	return memory;
}

static void make_full(t_arena *a)
{
	experiment_claim(arena_init(a, SIZE) == 0, "an arena");
	memset(a->base, 'x', SIZE);
}

int main(void)
{
	t_arena arenas[ARENAS];
	void *closed[ARENAS];

	/* So that stdio has its buffers before anything is counted. */
	experiment_ask("%d arenas of %d MiB are filled, then freed into a quarantine of "
		       "%d. How many addresses do they take up then, and how much "
		       "memory?",
		ARENAS, MIB, ARENAS);
	experiment_saw("%-34s %12s %12s", "", "addresses", "memory");
	quarantine_keep(ARENAS);
	t_usage before = usage();
	for (size_t i = 0; i < ARENAS; i++)
		make_full(&arenas[i]);
	long full = print_since(before, "alive, and filled");
	for (size_t i = 0; i < ARENAS; i++)
		experiment_claim(arena_free(&arenas[i]) == 0, "arena_free returns 0");
	long kept = print_since(before, "in quarantine");
	quarantine_keep(0);
	print_since(before, "unmapped");
	experiment_claim(full == 0 || kept < full / 16, "almost no memory");

	experiment_ask("\nAn easier quarantine would call mprotect with PROT_NONE, and "
		       "nothing else. How much memory would it use? And if it also "
		       "called madvise with MADV_DONTNEED?");
	before = usage();
	for (size_t i = 0; i < ARENAS; i++)
	{
		make_full(&arenas[i]);
		closed[i] = arenas[i].base;
		mprotect(closed[i], SIZE, PROT_NONE);
	}
	long closed_full = print_since(before, "mprotect");
	for (size_t i = 0; i < ARENAS; i++)
		madvise(closed[i], SIZE, MADV_DONTNEED);
	long given_back = print_since(before, "mprotect, then madvise");
	experiment_claim(
		full == 0 || closed_full > full / 2, "mprotect gives no memory back");
	experiment_claim(full == 0 || given_back < full / 16, "madvise does");

	experiment_why(
		"PROT_NONE forbids every touch, but the bytes are still there: after "
		"mprotect(PROT_READ) you could read them again. madvise with "
		"MADV_DONTNEED gives the pages back, and mmap with MAP_FIXED puts new "
		"ones in their place, which nobody has touched yet: both leave only the "
		"addresses. There are 128 TiB of those, so a quarantine may be long. What "
		"it uses up sooner is entries in the kernel's list of mappings, of which "
		"a process may have 65,530 (vm.max_map_count), unless its neighbours "
		"have the same rights and become one mapping with it.");
	for (size_t i = 0; i < ARENAS; i++)
	{
		mprotect(closed[i], SIZE, PROT_READ | PROT_WRITE);
		arena_free(&arenas[i]);
	}
	return 0;
}
