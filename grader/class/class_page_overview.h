#ifndef CLASS_PAGE_OVERVIEW_H
#define CLASS_PAGE_OVERVIEW_H

#include "class_page_data.h"

#include <stdio.h>

/*
 * The whole class in one picture, for classes that no screen holds: a column for each
 * row, a line for each student in this order, from top to bottom. What is lost is filled;
 * where a line is thinner than a pixel, the browser mixes neighbours, and shades show how
 * many.
 */
void overview_write(FILE *out, const t_class_lesson *lesson, const size_t *order);

#endif
