#ifndef SHRINK_H
#define SHRINK_H

#include <jansson.h>

/*
 * What a run would take away from what counts: students and lessons of the class before
 * it that it does not have. Returns NULL where there are none, or a new string that says
 * who and how to go on. Both are class.json; before may be NULL.
 */
char *shrink_told(const json_t *before, const json_t *class);

#endif
