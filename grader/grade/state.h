#ifndef STATE_H
#define STATE_H

#include "grade.h"

/*
 * The last result of each lesson, build/results/<lesson>.json, with a fingerprint of
 * all that it came from: the lesson's files, the suite, the grader, compiler, valgrind.
 * What has the fingerprint of now need not be graded again.
 */

/* The fingerprint as hexadecimal digits, a new string; NULL where something cannot be
 * read. */
char *state_fingerprint(const t_lesson *lesson, const t_request *request);

/* The same of all but the submission: what every result of the lesson comes from here,
 * now. */
char *course_fingerprint(const t_lesson *lesson, const t_request *request);

/* The last result, or NULL. */
json_t *state_load(const t_lesson *lesson, const t_request *request);

/* Whether the result was made from what has this fingerprint. */
int state_is_current(const json_t *result, const char *fingerprint);

/* Keeps the result. Returns 0, or -1 with errno set; the old one then stays. */
int state_save(const t_lesson *lesson, const t_request *request, json_t *result,
	const char *fingerprint);

/* Writes the result to a file, whole or not at all. Returns 0, or -1 with errno set. */
int result_write(const json_t *result, const char *path);

#endif
