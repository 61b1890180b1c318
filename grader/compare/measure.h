#ifndef MEASURE_H
#define MEASURE_H

#include "trial.h"

/*
 * Runs the wanted rows with the subject under callgrind, and returns what profile.h says,
 * or {"unmeasured": why}. The numbers come from instructions that are counted, not from a
 * clock.
 */
json_t *measure(const t_ready *ready, const char *wanted);

#endif
