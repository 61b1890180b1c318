#ifndef ROW_LIMITS_H
#define ROW_LIMITS_H

/* How long a row may take. */

/* CPU time of all its processes, in milliseconds: rows of an honest answer take a few. */
#define ROW_MS 1000
/* On the clock, while none of them runs: a row that waits takes no CPU time. */
#define ROW_WAIT_MS 10000
/* A row that is watched by valgrind may take this many times as long. */
#define WATCHED_FACTOR 20

/* Milliseconds of a clock that only goes forward. */
long now_ms(void);

/* A row begins, which may take `factor` times as long as any. factor 0: no limit. */
void limits_begin(double factor);

/* Nonzero once the row's time is up, or it has printed too much; stays so until the next
 * one begins. */
int limits_are_passed(void);

/* Whether it was the wait that took too long, and not the computing. */
int limits_by_waiting(void);

/* Whether it was what it has printed. */
int limits_by_printing(void);

#endif
