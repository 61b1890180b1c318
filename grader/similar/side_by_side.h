#ifndef SIDE_BY_SIDE_H
#define SIDE_BY_SIDE_H

#include "ranking.h"

#include <stdio.h>

/*
 * Writes two sources beside each other, with the runs that they have in common marked and
 * numbered; each number leads to the other side. `id` makes the addresses of this pair
 * unlike those of all others.
 */
void side_by_side(FILE *out, const t_ranking *ranking, const t_pair *pair,
	const char *work, size_t id);

/* Writes one source with the numbers of its lines; what was given is faint. */
void source_lines(FILE *out, const t_ranking *ranking, const char *text);

#endif
