#ifndef MOMENT_H
#define MOMENT_H

#include <time.h>

/* How much time has gone by at most, whichever clock a submission reads. */

#define MS 1000000LL /* nanoseconds */

enum
{
	MOMENT_CLOCKS = 3
};

typedef struct s_moment
{
	struct timespec on[MOMENT_CLOCKS];
} t_moment;

t_moment moment_now(void);

/* Nanoseconds since then, on the clock on which most have gone by: a machine may sleep,
 * or have its clock set. */
long long moment_elapsed(const t_moment *since);

#endif
