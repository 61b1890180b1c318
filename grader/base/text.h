#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdio.h>

/* A new string by a printf format. Ends the process where there is no memory for it. */
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A new copy of a string; NULL stays NULL. Ends the process where there is no memory for
 * it. */
char *text_copy(const char *text);

/* Zeroed memory for count things of that size. Ends the process where there is none. */
void *memory_for(size_t count, size_t size);

/* The same memory, with room for count things of that size. Ends the process where there
 * is none. */
void *memory_again(void *memory, size_t count, size_t size);

/* A stream to a new string that grows as needed. Ends the process where there is no
 * memory. */
FILE *text_stream(char **text, size_t *size);

int text_begins(const char *text, const char *beginning);

/* Whether the text ends so, with something before it. */
int text_ends(const char *text, const char *ending);

/* Whether the `length` bytes at `at` in the text are a word, not a part of a longer C
 * name. */
int text_is_word(const char *text, const char *at, size_t length);

/* How much of the text of that size, in bytes, fits into `most` bytes without a part of
 * a UTF-8 character at its end. */
size_t text_whole(const char *text, size_t size, size_t most);

/*
 * A new string that is safe to show: bytes that are neither printable ASCII, newline nor
 * part of a well-formed UTF-8 sequence of a printable character become \xHH, so that no
 * text of a submission can steer a terminal. A joiner or non-joiner between two letters
 * of a script that is spelled with them stays. At most `limit` bytes are taken.
 */
char *text_safe(const char *bytes, size_t size, size_t limit);

#endif
