/* Earns 0: takes the timer of the row away, and runs for ever. */
/* Told: setitimer is not in this lesson */
#include "arena.h"

#include <sys/time.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	setitimer(ITIMER_PROF, &(struct itimerval){0}, NULL);
	for (;;)
		continue;
}
