#ifndef COMPARE_HTML_H
#define COMPARE_HTML_H

#include <jansson.h>
#include <stddef.h>

/* A comparison, see comparison.h, as a page: a new string, and its size. */
char *html_compare(const json_t *comparison, size_t *size);

#endif
