#ifndef SKETCH_H
#define SKETCH_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/*
 * A picture of memory as it goes from the row to whoever draws it, in the result:
 *
 * 	{"lanes": [{"name": "before", "capacity": 1024, "offset": 48,
 * 	            "blocks": [{"start": 0, "size": 40, "mark": "A"}]}],
 * 	 "byte": 41}
 *
 * byte: the one that the row complains of, from base, or null. A row's process is not to
 * be trusted: what comes out of it is read with limits.
 */

/* Reads what a row drew (examiner/draw.h). Returns a new value, or NULL where there
 * is nothing to draw. */
json_t *sketch_read(const char *text, size_t size);

/* Draws it in characters: see picture.h. */
void sketch_draw(FILE *out, const json_t *sketch);

#endif
