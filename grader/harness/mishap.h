#ifndef MISHAP_H
#define MISHAP_H

#include "board.h"

/* Signals that end a row: the process notes where it was before it dies. */

/* From now on signals are noted in the slot. */
void mishap_watch(t_board *board, t_slot *slot);

/* From now on they are not, in this process. */
void mishap_ignore(void);

#endif
