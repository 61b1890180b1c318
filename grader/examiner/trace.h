#ifndef TRACE_H
#define TRACE_H

#include "process.h"

/*
 * The kernel's side: ptrace(2) tells of each fork, signal, end, and of the system calls
 * that the filter marks (seccomp(2), SECCOMP_RET_TRACE), which the ledger may refuse.
 */

/* Takes hold of a process that runs, and of all that it will fork. Returns 0, or -1 with
 * errno set. */
int trace_seize(t_process *process);

/* Deals with what has happened to processes of the subject, and does not wait. Returns
 * whether there may be more: news without end must not keep the examiner from its clocks.
 */
int trace_take(void);

/* Lets a process go on that stands still because a signal struck it: the signal comes. */
void trace_strike(t_process *process);

/*
 * The signal that has struck a process comes with another si_code, and with this address
 * in the place where a fault has its own and a signal that was sent its sender's pid:
 * sigaction(2).
 */
void trace_disguise(t_process *process, int code, t_address address);

/* Notes where a process is that runs, and leaves it standing still: for one whose time is
 * up. */
void trace_locate(t_process *process);

/*
 * Makes single instructions of a process that stands at the SIGTRAP before a step of its
 * window (t_window, traps): `count` of them, or fewer where the step is over before.
 * Returns how many it made.
 */
size_t trace_step(t_process *process, size_t count);

/* Waits until the process stands at such a SIGTRAP. Returns 0 where it does not come
 * there. */
int trace_wait_for_trap(t_process *process);

/* Lets it go on from there. */
void trace_go_on(t_process *process);

/* Lets a process go on that is held behind its fork (e_fork), and holds it no more. */
void trace_release(t_process *process);

/* The next look at what processes did comes so much later: to whoever waits for one that
 * has ended, it still runs. */
void trace_look_away(long ms);

/* Ends a process that has not ended, and waits until it is gone. */
void trace_kill(t_process *process);

#endif
