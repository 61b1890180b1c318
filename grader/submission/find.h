#ifndef FIND_H
#define FIND_H

#include "lesson.h"

/*
 * Where in a submission's folder the lesson's files stand, a new string: students hand in the files, a folder around
 * them, all lessons, or the whole course. Looks where the course has them (lessons/NAME), in a folder of the lesson's name or
 * number, in the folder itself; then below a folder that is the only one; then everywhere, where the file must
 * stand once. Links are not followed. What is not found is `folder` itself.
 */
char *submission_find(const t_lesson *lesson, const char *folder);

#endif
