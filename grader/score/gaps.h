#ifndef GAPS_H
#define GAPS_H

#include "lesson.h"

#include <jansson.h>

/*
 * The functions that are still as the skeleton has them, whatever became of its comments:
 * an array of {todo, function, file}, in the order of their TODOs, of the sources in the
 * work folder.
 */
json_t *gaps_in(const t_lesson *lesson, const char *work);

/* The number of the last TODO that must be done before these calls can work, see
 * t_row_result; 0 where none of them is of a function that is still to be written. */
int gap_behind(const json_t *gaps, const char *tried);

#endif
