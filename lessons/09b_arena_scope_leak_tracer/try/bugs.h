#ifndef BUGS_H
#define BUGS_H

/* What experiment 2 lets the tools watch: the same bugs, in blocks of the tracer and in
 * blocks of malloc. */

#include "tracer.h"

#include <errno.h>
#include <stdlib.h>

#define SIZE 32

typedef enum e_bug
{
	NO_BUG,
	BYTE_TOO_FAR,
	NEVER_RELEASED,
	RELEASED_TWICE
} t_bug;

/* Returns whether the tracer sees the bug. */
static int in_arena(t_bug bug)
{
	t_tracer t;
	t_snapshot before;
	t_range range = {0, 0};

	tracer_init(&t, 256);
	tracer_enter(&t);
	char *first = tracer_alloc(&t, SIZE, "first");
	char *second = tracer_alloc(&t, SIZE, "second");
	tracer_snapshot(&t, &before);
	for (int i = 0; i < SIZE + (bug == BYTE_TOO_FAR); i++)
		first[i] = 'x';
	tracer_diff(&t, &before, &range, 1);
	int seen = tracer_blame(&t, range, NULL, 0) == 2;
	tracer_release(&t, first);
	if (bug == RELEASED_TWICE)
		seen |= tracer_release(&t, first) == -1 && errno == EALREADY;
	if (bug != NEVER_RELEASED)
		tracer_release(&t, second);
	seen |= tracer_leave(&t, NULL, 0) == 1;
	snapshot_free(&before);
	tracer_free(&t);
	return seen;
}

/* Returns 0: malloc keeps no account. */
static int with_malloc(t_bug bug)
{
	/* volatile: the compiler would see through all this, and leave it out. */
	char *volatile first = malloc(SIZE);
	char *volatile second = malloc(SIZE);

	for (int i = 0; i < SIZE + (bug == BYTE_TOO_FAR); i++)
		first[i] = 'x';
	free(first);
	if (bug == RELEASED_TWICE)
		free(first);
	if (bug != NEVER_RELEASED)
		free(second);
	first = second = NULL;
	return 0;
}

#endif
