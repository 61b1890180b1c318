#ifndef ENDS_H
#define ENDS_H

#include "process.h"

/* The end of a process in words, such as "signal 11 (SIGSEGV): address 0x8 was touched,
 * so a pointer is NULL,": a place in the code follows. A new string. */
char *mishap_words(const t_mishap *mishap);

/* "the process exited with status 0 in the middle of the row". A new string. */
char *end_words(const t_process *process);

#endif
