#ifndef SIDE_H
#define SIDE_H

#include "grade.h"

/*
 * One side of a comparison, as JSON: {"name": what it is called in the texts, "folder", "result": see
 * grader/README.md, ...}. Returns NULL with a new string in *wrong where there is nothing to compare.
 */
json_t *side_make(const t_lesson *lesson, const t_request *request, const char *name, char **wrong);

#endif
