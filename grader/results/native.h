#ifndef NATIVE_H
#define NATIVE_H

#include "lesson.h"
#include "row_result.h"
#include "trial.h"

/*
 * What a trial under Check says of each row that was wanted; rows must have room for one
 * result for each rule. work/rows is looked into for the places of crashes.
 */
void judge_native(t_row_result *rows, const t_lesson *lesson, const t_trial *trial,
	const char *work, const char *wanted);

#endif
