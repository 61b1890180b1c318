#ifndef PROGRAM_H
#define PROGRAM_H

#include "lesson.h"
#include "object.h"
#include "verdict.h"

/*
 * Links the submission's object with the lesson's suite and the harness, which stand
 * ready in `build`, and with Check: work/rows is the test program. It has fixed
 * addresses, so that one noted by a dying process can be looked up in the file.
 */
t_verdict program_link(const t_object *object, const t_lesson *lesson,
	const char *compiler, const char *build, const char *work);

#endif
