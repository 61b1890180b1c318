#ifndef SCORE_H
#define SCORE_H

#include "lesson.h"
#include "object.h"
#include "results.h"
#include "verdict.h"

#include <jansson.h>

/* All that a result is made of. */
typedef struct s_grading
{
	const t_lesson *lesson;
	const char *submission; /* the folder, as it was named */
	const char *work; /* the folder with copies of its sources */
	int in_place; /* it is the lesson's own folder */
	const t_verdict *verdict;
	const t_object *object;
	const char *compiler; /* the command */
	const t_results *results; /* NULL unless the verdict is STATUS_GRADED */
	json_t *notes; /* an array of strings */
	unsigned long seed;
} t_grading;

/*
 * The result of a grading, one JSON object: every report and every export is made from
 * it. A row that passed has all its points, any other none; rows that could not be graded
 * are left out of the maximum.
 */
json_t *score(const t_grading *grading);

#endif
