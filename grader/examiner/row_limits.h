#ifndef ROW_LIMITS_H
#define ROW_LIMITS_H

/* How long a row may take. */

/* CPU time of all its processes, in seconds: rows of an honest answer take milliseconds,
 * a hundred times as many on a slow machine that has other work. */
#define ROW_SECONDS 2
/* A failing random trace is tried again in hundreds of shorter ones. */
#define SHRINKING_FACTOR 4
/* On the clock, while none of them runs: a row that waits takes no CPU time. */
#define ROW_WAIT_MS 10000
/* MiB of files in memory: rows of an honest answer have a few. */
#define ROW_FILES_MIB 64
/* A row that is watched by valgrind may take this many times as long. */
#define WATCHED_FACTOR 10

/* Milliseconds of a clock that only goes forward. */
long now_ms(void);

/* A row begins, which may take `factor` times as long as any. factor 0: no limit. */
void limits_begin(double factor);

/* The row that stands may take `factor` times as much CPU time as before. */
void limits_widen(double factor);

/* Nonzero once the row's time is up, or it has printed too much; stays so until the next
 * one begins. */
int limits_are_passed(void);

/* Whether it was the wait that took too long, and not the computing. */
int limits_by_waiting(void);

/* Whether it was what lies in files in memory. */
int limits_by_files(void);

/* Whether it was what it has printed. */
int limits_by_printing(void);

#endif
