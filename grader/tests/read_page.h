#ifndef READ_PAGE_H
#define READ_PAGE_H

#include <stddef.h>

/*
 * Reads a page as XML. Fails the test where it is not well-formed, has an element or an
 * attribute that no page of the course has, or another script than its own. Returns its
 * text, and the ids of its elements in *ids (" id  id "): new strings.
 */
char *read_page(const char *page, size_t size, char **ids);

#endif
