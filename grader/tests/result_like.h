#ifndef RESULT_LIKE_H
#define RESULT_LIKE_H

#include <jansson.h>

/* Results like those of a grading, for tests of what is made from them. */

/* A result of that lesson with these rows, which it takes over: graded, 50 of 100
 * points. */
json_t *result_like(const char *lesson, json_t *rows);

/* A row that failed, with all parts that a row can have; this text is all that the
 * submission has to say. */
json_t *lost_row(const char *name, const char *sentence, const char *text);

/* A row that passed. */
json_t *passed_row(const char *name, const char *sentence);

/* Puts the text in place of every string in the value. */
void replace_strings(json_t *value, const char *text);

#endif
