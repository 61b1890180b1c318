#ifndef PLAN_H
#define PLAN_H

#include "grade.h"

/* What a run has to do, and what need not be done again. */

typedef struct s_wishes
{
	const char *submissions; /* a folder, or an archive of one */
	const char *lesson; /* or NULL: all */
	const char *run; /* the folder of the run, which may have been begun before */
	const char *latest; /* the run that counts until now, or NULL */
	int may_shrink; /* the run may have fewer students or lessons than the latest */
	t_request request;
} t_wishes;

typedef struct s_plan
{
	size_t students;
	size_t lessons;
	size_t kept; /* results of the latest run that still hold */
	size_t done; /* results of this run, which was stopped */
	size_t jobs; /* submissions to grade: their lines stand in run/jobs */
	size_t unread; /* submissions that could not be read here, and have no result */
	/* class and results are those of the latest run: there is nothing to do */
	int same;
} t_plan;

/*
 * Lays out the run: class.json, a copy of each submission with its description, the
 * results that still hold, and `jobs`, a line "KEY LESSON" for each other one. A result
 * holds if submission, lesson, grader, compiler, valgrind and options are as they were.
 * Returns NULL, or a new string that says what is wrong; then no result of the run is
 * lost. It is wrong to leave out students or lessons of the latest run, unless that is
 * wished.
 */
char *plan_make(t_plan *plan, const t_wishes *wishes);

#endif
