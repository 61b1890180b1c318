#define _XOPEN_SOURCE 700
#include "random.h"

#include "row.h"

#include <stdlib.h>

t_random random_begin(void)
{
	unsigned long seed = row_seed();

	/* As srand48 does. */
	return (t_random){{0x330e, (unsigned short)seed, (unsigned short)(seed >> 16)}};
}

size_t random_below(t_random *random, size_t limit)
{
	return (size_t)nrand48(random->state) % limit;
}
