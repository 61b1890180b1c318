#ifndef ROW_RUN_H
#define ROW_RUN_H

#include <stddef.h>

/* What the examiner's main needs of rows, and no suite does. */

/* Runs row `index` of the order in a subject that is there. Does not come back where the
 * row fails: Check goes on with the next one then. */
void row_run(size_t index);

/* A row begins: nothing is expected, tried or drawn. */
void row_begin(void);

/* Ends the row as one that is not run; why says what comes first. */
void row_skip(const char *why) __attribute__((noreturn));

/* How many calls of the contract the row has made, and that it begins anew: call.c. */
size_t calls_made(void);
void calls_clear(void);

#endif
