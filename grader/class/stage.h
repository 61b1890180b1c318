#ifndef STAGE_H
#define STAGE_H

#include "lesson.h"
#include "roster.h"

/*
 * What is graded is a copy, made at the beginning: so a run has one state of every submission, whatever students do meanwhile; the copy
 * lies where names are harmless, can be sent to another machine, and is kept with the result.
 */

/* A student's files, brought together. */
typedef struct s_tree
{
	char *path; /* a folder, or NULL */
	char *wrong; /* why there is none, a sentence for the student */
} t_tree;

/*
 * Brings together what the student has handed in; archives are unpacked into `work`, a folder that need not be there, and is to be
 * removed when the tree is no longer needed.
 */
t_tree stage_tree(const t_student *student, const char *work);
void stage_free(t_tree *tree);

/*
 * Copies what grading looks at of the folder: the names, and what the sources hold. Links stay links, too large a source stays too
 * large, so that the report says of the copy what it would say of the folder. Returns 0, or -1 with errno set.
 */
int stage_copy(const char *folder, const char *target);

/* A copy of the lesson's files of the tree in the new folder `target`. Returns 0, or -1 with errno set. */
int stage_lesson(const t_tree *tree, const t_lesson *lesson, const char *target);

#endif
