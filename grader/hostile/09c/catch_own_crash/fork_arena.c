/* Earns 0: handles SIGSEGV by leaving with 0, and crashes. */
/* Told: signal 11 (SIGSEGV) */
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
	struct sigaction action = {.sa_handler = _exit};
	sigaction(SIGSEGV, &action, NULL);
	*(volatile int *)(uintptr_t)size = 0;
	return 0;
}
