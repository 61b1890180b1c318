#ifndef OVERALL_H
#define OVERALL_H

#include "lesson.h"
#include "row_result.h"
#include "trial.h"
#include "watch.h"

/*
 * Judges the rules that look at all rows together: what memcheck saw, and what was left
 * mapped. Where valgrind cannot be used, every row of the heading memory is not graded.
 */
void judge_overall(t_row_result *rows, const t_lesson *lesson, const t_trial *trial,
	const t_watch *seen, const char *work);

#endif
