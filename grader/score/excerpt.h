#ifndef EXCERPT_H
#define EXCERPT_H

#include <jansson.h>

/*
 * The lines around a place in the submission: {"first": 38, "lines": ["...", ...]}, with
 * up to three before and behind it, safe to show, long ones cut. Null where `file` is
 * none of the submission's sources, as they lie in the folder `work`, or has no such
 * line.
 */
json_t *excerpt_of(const char *work, const char *file, int line);

#endif
