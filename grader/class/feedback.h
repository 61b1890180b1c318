#ifndef FEEDBACK_H
#define FEEDBACK_H

#include <jansson.h>

/*
 * Writes run/feedback/KEY.html: the student's report, of the results in the array, with
 * hidden rows masked. No results make a page that says so. Returns NULL, or a new string
 * that says what is wrong; what was there before is then still there.
 */
char *class_feedback(const char *run, const char *key, const json_t *results);

#endif
