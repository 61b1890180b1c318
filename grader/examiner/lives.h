#ifndef LIVES_H
#define LIVES_H

#include "random.h"

#include <stddef.h>

/*
 * A random trace: lives of arenas, made of steps that are held against a model. Each step
 * draws from random numbers of its own, so that a life without some of its steps is a
 * life too. Where one fails, it is lived again with fewer and fewer steps, as delta
 * debugging does (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
 * input", 2002), and the report shows the shortest that fails still.
 */

enum
{
	LIFE_STEPS = 200
};

typedef struct s_life
{
	t_random first; /* for what the life begins with */
	size_t count; /* of steps, one at least */
	t_random steps[LIFE_STEPS];
} t_life;

/*
 * Lives with so many steps together, each in the one process after another: live makes
 * and checks one from its beginning to its end, with g_process and a stage that is clear,
 * and keeps nothing in mind between two calls.
 */
void random_lives(size_t steps, void (*live)(const t_life *life));

#endif
