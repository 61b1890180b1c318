#ifndef SESSION_H
#define SESSION_H

#include "process.h"
#include "row_result.h"

/* The rows of an order, one after another, with a subject for each. */

/* Starts the first subject. Returns NULL, or a new string that says why there is none. */
char *session_begin(char **command, int socket);

/* Ends the last subject. */
void session_end(void);

/* The row has ended: its result is completed, written and released, and its processes are
 * gone. */
void session_row_ended(t_row_result *result);

/* How the process ended, was struck, or ran out of time: status, end and words. */
t_row_result session_end_of(t_process *process);

#endif
