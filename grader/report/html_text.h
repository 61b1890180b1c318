#ifndef HTML_TEXT_H
#define HTML_TEXT_H

#include <jansson.h>
#include <stdio.h>

/* Texts on their way into a page: whatever they hold, they stay text, in an element and
 * in an attribute. */

/* Writes the text escaped; bytes that no page may hold, or that steer the text around
 * them, as \xHH. NULL is empty. */
void html_text(FILE *out, const char *text);

/* The same, with what does not fit into so many bytes left out, and that said. */
void html_text_within(FILE *out, const char *text, size_t most);

/* Writes `before`, which is markup, the text, and `after`. */
void html_around(FILE *out, const char *before, const char *text, const char *after);

/* The same, but nothing at all where the text is NULL or empty. */
void html_if(FILE *out, const char *before, const char *text, const char *after);

/* The text as part of an id: letters, digits and underscores, up to `end` or its own
 * end. */
void html_id(FILE *out, const char *text, char end);

/* What a result holds under the key, or "" and 0 where it is of another kind: files may
 * have been edited. */
const char *html_string(const json_t *object, const char *key);
long html_int(const json_t *object, const char *key);

#endif
