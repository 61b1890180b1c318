/* How long a pointer into a freed arena is safe to be wrong: until its address is in use
 * again. */

#include "experiment.h"
#include "quarantine.h"

#include <stdio.h>
#include <string.h>

#define SIZE 65536
#define LIMIT 100 /* arenas to wait for, at most */

/* Frees an arena into a quarantine of this size, then makes and frees others. Returns how
 * many were freed before a new one got the first one's address; LIMIT if none did. */
static int frees_until_reused(unsigned keep)
{
	t_arena a;
	int frees;

	experiment_claim(quarantine_keep(keep) == 0, "quarantine_keep returns 0");
	experiment_claim(arena_init(&a, SIZE) == 0, "an arena");
	const void *old = a.base;
	arena_free(&a);
	for (frees = 0; frees < LIMIT; frees++)
	{
		experiment_claim(arena_init(&a, SIZE) == 0, "another arena");
		int is_reused = a.base == old;
		arena_free(&a);
		if (is_reused)
			break;
	}
	quarantine_keep(0);
	return frees;
}

int main(void)
{
	const unsigned sizes[] = {0, 1, 4, 16, KEEP_MOST};
	t_arena a;
	char numbers[30];

	experiment_ask(
		"A program keeps a pointer into an arena that is freed, and goes on: it "
		"makes an arena, frees it, makes the next one, and so on, all of one "
		"size. How many of them come and go before one gets the old address, "
		"without a quarantine and with a quarantine of 1, 4, 16 or %d?",
		KEEP_MOST);
	experiment_saw("%-14s %s", "quarantine", "arenas that came and went before");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		int frees = frees_until_reused(sizes[i]);
		snprintf(numbers, sizeof(numbers), frees == LIMIT ? "more than %d" : "%d",
			frees);
		experiment_saw("%-14u %s", sizes[i], numbers);
		experiment_claim(frees >= (int)sizes[i],
			"no address is in use again while its arena is in quarantine");
	}

	experiment_ask("\nA handle is made of a byte, its arena is freed without a "
		       "quarantine, and then 1,000 others come and go, some of them at "
		       "the old address. How often does handle_get return the address?");
	t_handle h = {0};
	int wrong = 0;
	int again = 0;
	arena_init(&a, SIZE);
	const char *block = arena_alloc(&a, 64, "old");
	experiment_claim(handle_make(&h, block) == 0, "a handle");
	arena_free(&a);
	for (int i = 0; i < 1000; i++)
	{
		experiment_claim(arena_init(&a, SIZE) == 0, "another arena");
		again += arena_alloc(&a, 64, "new") == block;
		wrong += handle_get(h) != NULL;
		arena_free(&a);
	}
	experiment_saw("%d times. A block had the old address %d times.", wrong, again);
	experiment_claim(wrong == 0, "a stale handle is refused");

	experiment_why(
		"The kernel looks for a gap that is large enough, and an arena that was "
		"just unmapped has left one. So without a quarantine the next arena of "
		"that size is usually at the old address, and an old pointer does not "
		"crash: it reads and writes what belongs to somebody else. A quarantine "
		"delays this for as many frees as it is long. A handle is never fooled: "
		"it asks which arena this is, not where it is.");
	return 0;
}
