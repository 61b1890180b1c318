#ifndef MEASURE_H
#define MEASURE_H

#include "lesson.h"

/*
 * Runs the test program in `work` under callgrind, with the wanted rows, and returns what
 * profile.h says, or {"unmeasured": why}. The numbers come from instructions that are
 * counted, not from a clock.
 */
json_t *measure(
	const t_lesson *lesson, const char *work, const char *wanted, unsigned long seed);

#endif
