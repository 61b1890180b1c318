/* How many page faults a large arena causes, before and after it is touched. */

#include "arena.h"
#include "experiment.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIB 64
#define SIZE ((size_t)MIB << 20)

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

static const char *remark(long made, long touched, long pages)
{
	if (made > pages / 2)
		return " Here the faults came early: this arena_init asks for every page at "
		       "once (MAP_POPULATE).";
	if (touched < pages)
		return " Here there were fewer faults than pages, because this kernel "
		       "supplies several pages at a time.";
	return "";
}

int main(void)
{
	long page = sysconf(_SC_PAGESIZE);
	long pages = (long)SIZE / page;
	t_arena a;

	experiment_ask("arena_init makes an arena of %d MiB, and arena_alloc returns all "
		       "of it as one block. How many page faults does that cause, before "
		       "anyone writes a byte?",
		MIB);
	long before = faults();
	int status = arena_init(&a, SIZE);
	char *block = arena_alloc(&a, SIZE);
	long made = faults() - before;
	experiment_claim(status == 0 && block != NULL, "both calls succeed");
	experiment_saw("%ld page faults.", made);

	experiment_ask("\nNow one byte of each page is written: %ld pages of %ld bytes. "
		       "How many page faults does that cause?",
		pages, page);
	before = faults();
	for (size_t at = 0; at < SIZE; at += (size_t)page)
		block[at] = 1;
	long touched = faults() - before;
	experiment_saw("%ld page faults.", touched);
	experiment_claim(made + touched > 0, "at least one page fault");
	experiment_claim(touched > made || made > pages / 2,
		"the page faults come with the first touch");

	experiment_why(
		"mmap only records that these addresses are yours. The memory comes later, "
		"a page at a time: on the first touch the processor finds no page there and "
		"calls the kernel. That is a page fault. The kernel supplies a page of "
		"zeros, and your instruction runs again. So an arena can be far larger than "
		"what you use: the part that you never touch takes up addresses, but no "
		"memory.%s",
		remark(made, touched, pages));
	arena_free(&a);
	return 0;
}
