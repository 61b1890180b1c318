#ifndef WAITING_H
#define WAITING_H

#include "kit.h"

/* What the rows about the wait, its deadline and signals share. */

/* From now on a signal comes while a child runs, again and again, whose handler
 * interrupts what waits. */
void begin_signals(t_subject *s);

/* The caller blocks these too: the kernel's set, with a bit for each signal from 1 on. */
#define ALL_SIGNALS (~0ul)
void block_signals(uint64_t mask);

/* Works: naps for 6 ms, writes to byte 3, and returns 5. */
int nap_and_return_5(t_subject *s, void *data);

/*
 * Traces a child that does not end for two seconds, whatever is sent to it but SIGKILL:
 * longer than it takes those who look once a second. It writes to byte 1.
 */
t_trace trace_stay(t_subject *s, unsigned deadline);

/* The same, of a shared arena: fails the row unless the child is killed at the deadline,
 * and gone; meanwhile adds what holds then. */
void expect_deadline(t_subject *s, unsigned deadline, const char *meanwhile);

/* The caller has no child left. */
void expect_no_zombie(void);

#endif
