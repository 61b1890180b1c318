#ifndef COMPARE_PAGE_H
#define COMPARE_PAGE_H

#include <jansson.h>
#include <stddef.h>

/* A comparison, see comparison.h, as a page: a new string, and its size. */
char *compare_page(const json_t *comparison, size_t *size);

#endif
