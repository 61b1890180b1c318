#ifndef READ_PAGE_H
#define READ_PAGE_H

#include <jansson.h>
#include <stddef.h>

/*
 * Reads a page as a browser shows it. Fails the test where it has another script than its
 * data and its viewer, an element or an attribute that no page of the course has, or
 * where the browser complains of anything. Returns its title and its text, with all that
 * can be opened, and its elements as they are at first, written as HTML, in *elements:
 * new strings. NULL where there is no chromium, which is said; where it is asked for
 * (BROWSER=1), the test fails.
 */
char *look_at_page(const char *page, size_t size, char **elements);

/* The same; without chromium the test ends here. */
char *read_page(const char *page, size_t size, char **elements);

/* The data of a page, which its viewer shows: a new value. */
json_t *read_data(const char *page);

/* Says why there is no browser; where one is asked for, that is a failure. */
void go_without_browser(void);

#endif
