#ifndef CHOOSE_H
#define CHOOSE_H

#include "lesson.h"
#include "stage.h"
#include "verdict.h"

#include <jansson.h>

/*
 * Copies the part that has the lesson's files to the new folder `target`; the first of
 * them gets its right name there. Of several parts that differ the newest counts: by
 * Canvas's numbers, or else by the time of an archive and of the newest file in a folder.
 * Where none is clearly newest, none counts. In one folder the files count, and not an
 * archive beside them.
 *
 * Appends to `notes` what the student should know of this. Returns STATUS_GRADED where
 * there is something to grade, or why there is not; STATUS_BROKEN: something could not be
 * read, and the student is to have no result. *files: how many files were looked through.
 */
t_verdict choose_lesson(const t_tree *tree, const t_lesson *lesson, const char *target,
	json_t *notes, size_t *files);

#endif
