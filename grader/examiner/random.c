#define _XOPEN_SOURCE 700
#include "random.h"

#include "row.h"

#include <stdlib.h>

/* As srand48 does. */
static t_random seeded(unsigned long seed)
{
	return (t_random){{0x330e, (unsigned short)seed, (unsigned short)(seed >> 16)}};
}

t_random random_begin(void)
{
	return seeded(row_seed());
}

t_random random_split(t_random *random)
{
	return seeded((unsigned long)nrand48(random->state));
}

size_t random_below(t_random *random, size_t limit)
{
	return (size_t)nrand48(random->state) % limit;
}
