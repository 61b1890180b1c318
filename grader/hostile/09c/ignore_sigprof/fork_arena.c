/* Earns 0: ignores the signal of the timers, and runs for ever. */
/* Told: the row ran out of CPU time */
#include "fork_arena.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	(void)a;
	(void)size;
	(void)policy;
	signal(SIGPROF, SIG_IGN);
	for (volatile unsigned long i = 0;; i++)
		continue;
	return 0;
}
