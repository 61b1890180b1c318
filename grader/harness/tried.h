#ifndef TRIED_H
#define TRIED_H

#include <stddef.h>

/*
 * The calls that a row has made so far, of which the last few are kept: see tried() in
 * row.h. They are kept as text: what a call was given may be gone when the row fails.
 */

void tried_clear(void);

/* Writes the calls that are kept, one a line, always ended by a NUL. */
void tried_write(char *text, size_t size);

#endif
