#ifndef JOB_H
#define JOB_H

#include "grade.h"
#include "roster.h"
#include "verdict.h"

/*
 * One submission of one lesson, described in JSON so that any process on any machine can
 * grade it: {"student", "id", "email", "lesson", "compiler", "seed", "status", "refused",
 * "notes", "fingerprint"}.
 */

/*
 * verdict: STATUS_GRADED, or why it is not to be graded. notes: what the student should
 * know of how it came in.
 */
json_t *job_describe(const t_student *student, const t_lesson *lesson,
	const t_request *request, const t_verdict *verdict, const json_t *notes);

/*
 * Grades the submission as the description says and writes its result, with "student",
 * "id", "email" and "fingerprint". Returns NULL, or a new string that says why there is
 * none.
 */
char *job_do(const char *description, const char *submission, const char *result,
	const char *build);

#endif
