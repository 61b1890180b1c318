#ifndef SPILL_H
#define SPILL_H

#include "process.h"

/*
 * What the subject prints to its standard output and error, by stdio or by descriptor:
 * marks the place up to which it has printed. What stdio holds back is written out first.
 */
size_t spill_mark(void);

/* What was printed since then, as a new string, its length in *size: what stdio holds
 * back too. */
char *spilled_since(size_t mark, size_t *size);

/*
 * A FILE * of g_process, open for writing to a file of the examiner's, which is empty
 * then.
 */
t_address stream_open(void);

/* Closes it. */
void stream_close(t_address stream);

/* All that was written there, as a new string, its length in *size. */
char *stream_contents(size_t *size);

/* Makes step `step` with `object` and a stream of its own. Returns what came to the
 * stream, as a new string, its length in *size. */
char *streamed(uint32_t step, t_address object, size_t *size);

/* Fails the row if work(data) prints anything there; function names it: "arena_dump". */
void expect_no_spill(const char *function, void (*work)(void *data), void *data);

#endif
