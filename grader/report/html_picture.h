#ifndef HTML_PICTURE_H
#define HTML_PICTURE_H

#include <jansson.h>
#include <stdio.h>

/*
 * A picture of memory (base/sketch.h) as SVG: lanes one below the other, each with a
 * description in words, and what its signs mean. It takes the width that there is;
 * letters keep their size.
 */
void html_picture(FILE *out, const json_t *sketch);

/* The patterns that all pictures of a page are filled with, and the strip of rows: once,
 * before them. */
void html_patterns(FILE *out);

/* A strip with a cell for each row, full where it has passed. */
void html_strip(FILE *out, const json_t *result);

#endif
