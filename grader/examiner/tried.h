#ifndef TRIED_H
#define TRIED_H

/*
 * The calls that a row has made so far, of which the last few are kept: see tried() in
 * row.h. They are kept as text: what a call was given may be gone when the row fails.
 */

void tried_clear(void);

/* The calls that are kept, one a line, as a new string. */
char *tried_text(void);

#endif
