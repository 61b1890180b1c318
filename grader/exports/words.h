#ifndef WORDS_H
#define WORDS_H

#include "export.h"

/* The words that several formats have in common. All new strings here are safe to
 * show. */

/* The text, safe to show, of no more than so many bytes and a note where there were more.
 * NULL stays NULL. */
char *words_within(const char *text, size_t most);

/* The same as a JSON string; what is NULL is empty. */
json_t *words_json(const char *text, size_t most);

/* What a report says of a row that did not pass: the message, and the promise that was
 * not kept. */
char *words_of_row(const json_t *row);

/* The sentence of a row, and whether it counts. */
char *words_sentence(const json_t *row, size_t most);

/* What is to be said of the whole submission: the score, why it was not graded, what
 * could not be graded, the notes. */
char *words_of_result(const json_t *result);

/* Why there are no points where the grader itself failed. */
char *words_of_failure(const t_export *about);

/* The sentence of what must hold before any row can run, for formats that have an entry
 * for it. */
#define WORDS_SUBMISSION "the submission compiles, and is accepted"

/* Writes the value as a JSON text, and ends it with a newline; takes the value over. */
void words_dump(FILE *out, json_t *value);

#endif
