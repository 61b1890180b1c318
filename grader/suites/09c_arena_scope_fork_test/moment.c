#define _GNU_SOURCE
#include "moment.h"

static const clockid_t g_clocks[MOMENT_CLOCKS] = {
	CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME};

t_moment moment_now(void)
{
	t_moment moment;

	for (size_t i = 0; i < MOMENT_CLOCKS; i++)
		clock_gettime(g_clocks[i], &moment.on[i]);
	return moment;
}

long long moment_elapsed(const t_moment *since)
{
	t_moment until = moment_now();
	long long most = 0;

	for (size_t i = 0; i < MOMENT_CLOCKS; i++)
	{
		long long passed =
			(until.on[i].tv_sec - since->on[i].tv_sec) * 1000 * MS +
			until.on[i].tv_nsec - since->on[i].tv_nsec;
		most = passed > most ? passed : most;
	}
	return most;
}
