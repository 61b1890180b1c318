#ifndef STAGE_H
#define STAGE_H

#include "lesson.h"
#include "roster.h"
#include "verdict.h"

#include <time.h>

/*
 * What is graded is a copy, made at the beginning: so a run has one state of every
 * submission, whatever students do meanwhile; the copy lies where names are harmless, can
 * be sent to another machine, and is kept with the result.
 */

/*
 * What was handed in by itself: a folder, an archive, or the files that a platform lists
 * one by one.
 */
typedef struct s_part
{
	char *path; /* a folder, or NULL: it could not be opened */
	char *entry; /* what people know it by, safe to show */
	size_t source; /* which of the student's sources it comes from */
	int is_packed; /* an archive */
	unsigned long long attachment; /* see naming.h */
	time_t time; /* of an archive, or of the newest file */
	char *note; /* a file of it took the place of another, or NULL */
	t_verdict
		/* STATUS_GRADED, or why it could not be opened: STATUS_BROKEN is no fault
		 * of the student's */
		verdict;
} t_part;

typedef struct s_tree
{
	t_part *parts;
	size_t count;
	int has_id; /* a platform has given the parts their names */
} t_tree;

/*
 * Opens what the student has handed in; archives, and one that is alone in another, are
 * unpacked into `work`, a folder that need not be there, and is to be removed when the
 * tree is no longer needed.
 */
t_tree stage_tree(const t_student *student, const char *work);
void stage_free(t_tree *tree);

/*
 * Copies what grading looks at of the folder: the names, and what the sources hold;
 * `file` is called `name` in the copy. Links stay links, too large a source stays too
 * large, so that the report says of the copy what it would say of the folder. Returns 0,
 * or -1 with errno set.
 */
int stage_copy(
	const char *folder, const char *file, const char *name, const char *target);

#endif
