#ifndef OVERALL_H
#define OVERALL_H

#include "row_result.h"
#include "watch.h"

/*
 * Judges the rules that look at all rows together: what memcheck saw, and what was left
 * mapped. Where valgrind cannot be used, every row of the heading memory is not graded.
 */
void judge_overall(t_row_result *rows, const t_ready *ready, const t_watch *seen);

#endif
