#ifndef FIND_H
#define FIND_H

#include "lesson.h"
#include "verdict.h"

/* Where in a submission the lesson's files are. */
typedef struct s_found
{
	char *folder;
	/* what the first of the lesson's files is called there, or NULL: there is none to
	 * take */
	char *file;
	char *note; /* what the student should know of this choice, or NULL */
	t_verdict verdict; /* STATUS_GRADED, or why there is no file */
	size_t files; /* how many files were looked through */
} t_found;

/*
 * Students hand in the files, a folder around them, all lessons, or the whole course.
 * Looks where the course has them (lessons/NAME), in a folder of the lesson's name or
 * number, in the folder itself; then below a folder that is the only one; then
 * everywhere. A file of another name is taken where it is plain which one is meant: a
 * slip of the name (see slip.h), or the only C file with the contract's functions. What
 * could be meant by several different files is refused, and all are named. Links are not
 * followed. STATUS_BROKEN: nothing was found, but not everything could be read.
 */
t_found submission_find(const t_lesson *lesson, const char *folder);
void found_free(t_found *found);

#endif
