#ifndef PROGRAM_H
#define PROGRAM_H

#include "lesson.h"
#include "object.h"
#include "verdict.h"

/*
 * Links the submission's object with the loop and the lesson's calls, which stand ready
 * in `build`, to work/subject/subject: the subject. It is a static program, which
 * memcheck starts five times faster than a dynamic one, and has fixed addresses, so that
 * one noted by the examiner can be looked up in the file.
 */
t_verdict program_link(const t_object *object, const t_lesson *lesson,
	const char *compiler, const char *build, const char *work);

/* Links the loop alone to the same place: a subject that begins, and can be asked
 * nothing. Returns 0, or -1 where that cannot be done. */
int program_link_nothing(const t_lesson *lesson, const char *compiler, const char *build,
	const char *work);

#endif
