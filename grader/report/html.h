#ifndef HTML_H
#define HTML_H

#include <jansson.h>
#include <stddef.h>

enum
{
	/* bytes of a page: what rows have to say beyond that is left to the terminal */
	HTML_MOST = 300000
};

/*
 * One HTML page, whole in itself, of the results in the array: a new string, of *size
 * bytes: see pages/page.h. Nothing in a result can become more than text there.
 */
char *html_page(const json_t *results, size_t *size);

#endif
