#ifndef GRADER_RANDOM_H
#define GRADER_RANDOM_H

#include <stddef.h>

/* The random numbers of a row's trace: nrand48, which POSIX defines to the bit, begun
 * with row_seed(). */
typedef struct s_random
{
	unsigned short state[3];
} t_random;

t_random random_begin(void);

/* Other random numbers, begun with one of these. */
t_random random_split(t_random *random);

/* A number from 0 to limit - 1. */
size_t random_below(t_random *random, size_t limit);

#endif
