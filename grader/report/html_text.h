#ifndef HTML_TEXT_H
#define HTML_TEXT_H

#include <stdio.h>

/* Texts on their way into a page: whatever they hold, they stay text, in an element and
 * in an attribute. */

/* Writes `before`, which is markup, the text escaped, and `after`; bytes that no page may
 * hold, or that steer the text around them, become \xHH. NULL is empty. */
void html_around(FILE *out, const char *before, const char *text, const char *after);

#endif
