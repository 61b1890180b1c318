#ifndef FIGURES_H
#define FIGURES_H

#include <jansson.h>

/*
 * The figures of a comparison as people read them, for the terminal and the page alike:
 * an array of tables {title, about, lines: [[label, the first side's, the other's,
 * change], ...], missing: [sentence, ...]}. All are texts, safe to show; about and change
 * may be "".
 */
json_t *figures_of(const json_t *comparison);

/* The side with this index: 0 or 1. */
const json_t *side_of(const json_t *comparison, size_t index);

/* Why no rows can be compared, or NULL. */
const char *figures_lost(const json_t *comparison);

/*
 * What a side got in the row with this index of those that differ, or NULL where it
 * passed or said nothing; what is the same as in the row above is said to be.
 */
const char *figures_got(const json_t *rows, size_t row, size_t side);

#endif
