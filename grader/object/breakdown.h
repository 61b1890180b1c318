#ifndef BREAKDOWN_H
#define BREAKDOWN_H

#include "run.h"
#include "verdict.h"

/*
 * What it means that the compiler did not come to its end with the file:
 * STATUS_COMPILE_ERROR where a limit or the source ended it, STATUS_BROKEN where it was
 * the machine, which says nothing about the source. VERDICT_GOOD where it came to its
 * end, and only found mistakes.
 */
t_verdict breakdown(const char *file, const t_outcome *outcome);

#endif
