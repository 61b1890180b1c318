#ifndef HTML_ROW_H
#define HTML_ROW_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* The most bytes of a row in its shortest form, see html_row. */
#define HTML_ROW_LEAST 700

/* The id of a row on the page: the lesson's number and the row's name, 09a-alloc_full. */
void html_row_id(FILE *out, const json_t *result, const json_t *row);

/*
 * A row: one line that opens. first: it is the one to begin with, and open. What it has
 * to say stays within `room` bytes: where it does not fit, it says only how to run it.
 */
void html_row(FILE *out, const json_t *result, const json_t *row, int first, size_t room);

#endif
