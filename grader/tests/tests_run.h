#ifndef TESTS_RUN_H
#define TESTS_RUN_H

#include "units.h"

/*
 * Runs the units, in one process more than there are processors, since many of them wait;
 * each takes the next one that is left. Failures are printed as they come, with how far
 * it is; at the end the ten that took longest, and one line with the sum. Returns the
 * exit status: 0, or 1 if a test failed.
 */
int tests_run(const t_units *units);

#endif
