#ifndef EXAMINER_WORDS_H
#define EXAMINER_WORDS_H

#include <stddef.h>

/* A size in words: one that nobody has is told from SIZE_MAX. Good for the next few
 * calls. */
const char *size_words(size_t size);

/* "" for 1, else "s". */
const char *plural(size_t count);

#endif
