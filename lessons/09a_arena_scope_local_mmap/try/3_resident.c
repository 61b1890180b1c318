/* How many pages of an arena are in memory while it is filled and given back. */

#define _GNU_SOURCE
#include "arena.h"
#include "experiment.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB 64
#define SIZE ((size_t)MIB << 20)

/* Returns how many pages of these SIZE bytes are resident, or -1 if some are not
 * mapped. */
static long resident(void *start, size_t page)
{
	static unsigned char pages[SIZE / 4096];
	long count = 0;

	if (mincore(start, SIZE, pages) == -1)
		return -1;
	for (size_t i = 0; i < SIZE / page; i++)
		count += pages[i] & 1;
	return count;
}

int main(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	long all = (long)(SIZE / page);
	t_arena a;

	experiment_ask(
		"A new arena has one block of %d MiB, which is %ld pages. How many "
		"of them are resident, that is, in memory now?",
		MIB, all);
	int status = arena_init(&a, SIZE + page);
	char *block = arena_alloc(&a, SIZE + page);
	experiment_claim(status == 0 && block != NULL, "arena and block are there");
	/* mincore wants the address of a page. */
	char *start = block + -(uintptr_t)block % page;
	long fresh = resident(start, page);
	experiment_saw("%ld pages.", fresh);
	if (fresh > all / 2)
	{
		experiment_why(
			"arena_init asked for every page at once (MAP_POPULATE), or "
			"this system does not say which pages are resident. So this "
			"experiment ends here.");
		return arena_free(&a);
	}

	experiment_ask(
		"\nThe first half of the block is written. How many are resident?");
	memset(start, 'x', SIZE / 2);
	long half = resident(start, page);
	experiment_saw("%ld pages.", half);
	experiment_claim(half > fresh && half < all, "more than before, but not all");

	experiment_ask("\nThe second half is written. How many are resident?");
	memset(start + SIZE / 2, 'x', SIZE / 2);
	long full = resident(start, page);
	experiment_saw("%ld pages.", full);
	experiment_claim(full > half, "more than before");

	experiment_ask(
		"\nThe second half is given back: madvise(..., MADV_DONTNEED). How "
		"many are resident? What is the last byte, which was 'x'?");
	int advised = madvise(start + SIZE / 2, SIZE / 2, MADV_DONTNEED);
	long left = resident(start, page);
	int byte = start[SIZE - 1];
	experiment_saw("%ld pages. The last byte is %d.", left, byte);
	experiment_claim(
		advised == 0 && left < full && byte == 0, "fewer pages, and a 0");

	experiment_ask("\nThe arena is freed. How many are resident?");
	experiment_claim(arena_free(&a) == 0, "arena_free returns 0");
	experiment_claim(resident(start, page) == -1 && errno == ENOMEM, "ENOMEM");
	experiment_saw("There is no answer: mincore fails with ENOMEM.");

	experiment_why(
		"Addresses and memory are two different things. mmap gives you "
		"addresses; each page of memory comes when you first touch it. "
		"MADV_DONTNEED takes the pages back and leaves you the addresses: "
		"on the next touch you get a new page of zeros. munmap takes both.");
	return 0;
}
