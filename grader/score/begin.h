#ifndef BEGIN_H
#define BEGIN_H

#include "rubric.h"

/*
 * The name of the row to begin with, or null where none is lost that runs alone: the
 * foundation; or else a row that the submission could pass already, before those that
 * wait for a TODO, the lowest first; of these one that no other tells better.
 */
json_t *begin_with(const t_rubric *rubric, const json_t *result);

#endif
