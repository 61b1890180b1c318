#ifndef ROW_RUN_H
#define ROW_RUN_H

#include "board.h"
#include "row.h"

/* What the rest of the harness needs of row.c, and no suite does. */

/* The row of that name in the suite's table, or NULL. */
const t_row *row_named(const char *name);

/* Must be called once, before any row is run. xml is the path of Check's log. */
void rows_prepare(t_board *board, const char *xml, const char *filter);

/* The board. Whoever keeps it in a variable while a row runs leaves it on the stack for
 * the submission to find. */
t_board *rows_board(void);

/* Runs the row of slot `index` in this process, for Check. */
void row_run(size_t index);

/* The slot of the row that this process runs. */
t_slot *row_slot(void);

/* From now on this process may take so much CPU time as a row may. */
void row_start_timer(void);

/* Milliseconds of a clock that only goes forward. */
long row_now_ms(void);

/* Ends the row as failed, with this message, from a child of it too. */
void row_give_up(const char *text) __attribute__((noreturn));

#endif
