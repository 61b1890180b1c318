#ifndef KILLED_H
#define KILLED_H

#include "run.h"

/*
 * Whether something of the machine killed the compiler, as Linux does where memory runs out: then its end says
 * nothing about the source. The limits that a source can meet end it by other signals.
 */
int compiler_was_killed(const t_outcome *outcome);

#define KILLED_WORDS "something killed the compiler, as Linux does when memory runs out: grade again"

#endif
