#ifndef PAIRS_H
#define PAIRS_H

#include "ranking.h"
#include "sim.h"

/*
 * Compares all of the sources, which come from the shortest to the longest, and fills in
 * the pairs of the ranking. Returns NULL, or a new string that says why it could not.
 */
char *pairs_rank(t_ranking *ranking, const char *work, t_numbers order);

#endif
