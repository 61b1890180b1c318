#ifndef OBSERVE_H
#define OBSERVE_H

#include "board.h"

/*
 * What a row looks at in the kernel, and what not every sandbox shows. Whether it is
 * there is found out before any code of the submission runs, so that none can make it go
 * away.
 */

/* Must be called once, before any row. A debugger takes the trap flag for its own:
 * `debugged` leaves it alone. */
void observe_prepare(int debugged);

/* Nonzero if it can be observed here. */
int observable(t_observed what);

/* Why it cannot, in words that follow on "not graded: ". */
const char *observe_reason(t_observed what);

#endif
