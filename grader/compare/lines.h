#ifndef LINES_H
#define LINES_H

#include <jansson.h>

/* A line of two texts compared, see words.h: ' ' where both have it, '+' where one's own,
 * '-' where the other, '~' where words of it differ. */
char line_mark(const json_t *line);

#endif
