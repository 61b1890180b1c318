#ifndef COMPARISON_H
#define COMPARISON_H

#include "grade.h"

/*
 * Two submissions of one lesson, side by side: all that make compare tells is in this one
 * JSON value.
 *
 * lesson, title, api sides    two, see side.h: the submission, and what it is compared
 * with rows     those in which the two differ: {name, sentence, heading, max_points,
 * hidden, sides: [{points, status, got}, ...]} common_rows    how many both passed, and
 * are looked at for the figures demo     in what the demo's outputs differ, see demo.h
 * source   see words.h
 */

typedef struct s_pair
{
	t_request request; /* of the submission */
	const char *with; /* the other's folder, or NULL: the reference solution */
} t_pair;

/* Returns the comparison, or NULL with a new string in *wrong that says why there is
 * none. */
json_t *comparison_make(const t_lesson *lesson, const t_pair *pair, char **wrong);

#endif
