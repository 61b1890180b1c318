#ifndef ROW_RUN_H
#define ROW_RUN_H

#include "board.h"

/* What the test program's main needs of row.c, and no suite does. */

/* Must be called once, before any row is run. xml is the path of Check's log. */
void rows_prepare(t_board *board, const char *xml, const char *filter);

/* Runs the row of slot `index` in this process, for Check. */
void row_run(size_t index);

#endif
