#ifndef VALID_H
#define VALID_H

#include <jansson.h>

/*
 * Fails the test unless the text is an export in that format of this result, by the
 * format's own rules, and its points are those of the result. result: NULL for the export
 * of a grader that failed.
 */
void expect_valid(const char *format, const char *text, const json_t *result);

#endif
