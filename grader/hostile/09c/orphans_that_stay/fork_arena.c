/* Earns 0: leaves grandchildren that sleep for an hour, with all signals blocked. */
/* Told: no field was written */
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
	sigset_t all;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (int i = 0; i < 8; i++)
		if (fork() == 0)
		{
			if (fork() == 0)
				for (;;)
					sleep(3600);
			_exit(0);
		}
	return 0;
}
