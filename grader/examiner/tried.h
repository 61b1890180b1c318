#ifndef TRIED_H
#define TRIED_H

#include <jansson.h>

/*
 * The calls that a row has made so far, of which the last few are kept: see tried() in
 * row.h. They are kept as text: what a call was given may be gone when the row fails.
 */

void tried_clear(void);

/* The calls that are kept, one a line, as a new string. */
char *tried_text(void);

/*
 * The same one by one, each with what it left: {"call": "arena_alloc(&a, 8) -> base + 0",
 * "arena": "a", "lanes": [...], "byte": null} (sketch.h; no lanes: the arena has no
 * memory), or {"call"} where nothing is known. A new array, or NULL where nothing is
 * known of any.
 */
json_t *tried_states(void);

#endif
