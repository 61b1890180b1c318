#ifndef OBSERVE_H
#define OBSERVE_H

#include "observed.h"

/* Nonzero if it can be observed here. */
int observable(t_observed what);

/* Why it cannot, in words that follow on "not graded: ". */
const char *observe_reason(t_observed what);

#endif
