#ifndef REGISTERS_H
#define REGISTERS_H

#include "process.h"

/* What differs from one processor to another, of a process that stands still. */

/* The system call that is about to be made is not made, and has this value: -errno. */
int registers_refuse(pid_t pid, long value);

/* The same call is made with another argument: the first is number 0. */
int registers_change(pid_t pid, unsigned number, uint64_t value);

/* Notes where the process stands: the instruction, and what on the stack looks like the
 * addresses behind calls, from the innermost on. */
void registers_note(pid_t pid, t_mishap *mishap);

#endif
