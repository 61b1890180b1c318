#include "ledger.h"

#include <string.h>

/*
 * The clocks that the submission reads. What goes wrong at the turn of a second would
 * show only when a row happens to run over one: so they can be put forward to just before
 * it. And CPU time can stand still, as it would, or nearly, on a machine that is fast
 * enough: who waits by it waits for ever then.
 */

#define SECOND 1000000000L
/* The kernel's own clocks have small numbers: clock_gettime(2). */
#define CLOCKS 16

static long g_set_to = -1;
static char g_is_set[CLOCKS];
static long g_ahead[CLOCKS]; /* nanoseconds */

void ledger_set_clocks(long nanoseconds)
{
	g_set_to = nanoseconds;
	memset(g_is_set, 0, sizeof(g_is_set));
}

int ledger_clock_gettime(clockid_t clock, struct timespec *now)
{
	if (clock_gettime(clock, now) == -1)
		return -1;
	if (g_set_to == -1 || clock < 0 || clock >= CLOCKS)
		return 0;
	if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID)
	{
		*now = (struct timespec){0, g_set_to};
		return 0;
	}
	if (!g_is_set[clock])
		g_ahead[clock] = (g_set_to - now->tv_nsec + SECOND) % SECOND;
	g_is_set[clock] = 1;
	now->tv_sec += (now->tv_nsec + g_ahead[clock]) / SECOND;
	now->tv_nsec = (now->tv_nsec + g_ahead[clock]) % SECOND;
	return 0;
}
