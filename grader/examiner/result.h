#ifndef RESULT_H
#define RESULT_H

#include "row_result.h"

/*
 * What became of the rows, as the grader reads it: a file with one JSON object a line,
 * each written whole when its row has ended, so that those of a run that is cut short are
 * there too.
 */

/* Begins the file. Returns 0, or -1 with errno set. */
int result_begin(const char *path);

/* Writes the result of the row of that name. */
void result_write(const char *row, const t_row_result *result);

/* Writes why there is no subject. */
void result_write_wrong(const char *why);

#endif
