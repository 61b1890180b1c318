#ifndef SPILL_H
#define SPILL_H

#include <stddef.h>

/*
 * Calls work(data) and gathers what is written meanwhile to the standard output and
 * the standard error, by stdio or by descriptor. Returns it as a new string, its
 * length in *size. What stdio held back before is written out first.
 */
char *spill(void (*work)(void *data), void *data, size_t *size);

/* All that stands in the file, as a new string, its length in *size. */
char *file_contents(int descriptor, size_t *size);

/* Fails the row, see row.h, if work(data) writes anything there; function names it:
 * "arena_dump". */
void expect_no_spill(const char *function, void (*work)(void *data), void *data);

#endif
