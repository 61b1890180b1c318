#ifndef GRADE_H
#define GRADE_H

#include "lesson.h"
#include "patience.h"
#include "row_result.h"
#include "verdict.h"

#include <jansson.h>

/* The flow: from a submission to its result, room by room. */

/* A grading may compute and sleep so long. That of an honest answer takes 1 to 3 s. */
#define GRADE_SECONDS 60

typedef struct s_request
{
	const char *submission; /* a folder, or NULL: the lesson's own */
	/* Whose it is, or NULL: then results name the folder. A student's commands work
	 * where the student is. */
	const char *student;
	const char *compiler; /* "gcc", "clang" */
	const char *level; /* of optimisation, "-Og": see compiler.h */
	const char *build; /* the folder in which suites stand ready and work is done */
	unsigned long seed;
	/* for all of a grading, see run_budget; 0: GRADE_SECONDS */
	unsigned long seconds;
	t_patience patience; /* UNTIL_LOSS: all points, or not? */
	/* only the first look, without memcheck: the rows that it judges are not run */
	int native;
	/* Gets the result as it is before memcheck looks, or NULL: rows that it judges
	 * are not run yet. */
	void (*seen)(const json_t *result, void *data);
	/* Is called before the first row, or NULL: the examiner writes what comes of each
	 * to rows.json in this folder. */
	void (*begun)(const char *work, void *data);
	void *data;
} t_request;

/*
 * Grades a submission of the lesson. Returns its result, or NULL with a new string in
 * *wrong that says why the grader could not do its work.
 */
json_t *grade(const t_lesson *lesson, const t_request *request, char **wrong);

/*
 * The result of a submission that was refused, or found missing, before it could be
 * graded, for this reason.
 */
json_t *grade_refused(const t_lesson *lesson, const t_request *request, t_status status,
	const char *reason);

/* Runs one row alone and shows what the submission prints. Returns like grade. */
json_t *grade_row(
	const t_lesson *lesson, const t_request *request, int rule, char **wrong);

/* memcheck's own report of one row: see watch_aloud. */
char *grade_aloud(const t_lesson *lesson, const t_request *request, int rule, char **log);

/* Makes the subject in the folder `work`, and nothing more. Returns NULL, or a new string
 * that says why there is none. */
char *grade_build(const t_lesson *lesson, const t_request *request, const char *work);

/*
 * Makes the subject, and the order for this row, in the folder `work`, for a debugger,
 * which is to stop at the call that goes wrong: the row is run for that before, and *row
 * says what became of it. Returns NULL, or a new string that says why there is none.
 */
char *grade_prepare(const t_lesson *lesson, const t_request *request, int rule,
	const char *work, t_row_result *row);

#endif
