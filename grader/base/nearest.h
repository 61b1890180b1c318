#ifndef NEAREST_H
#define NEAREST_H

/*
 * The name (of an array that ends with NULL) that was probably meant by `wanted`: the one
 * with the smallest edit distance (Levenshtein's: letters to insert, remove or replace),
 * in any case, if that is at most a third of its letters. NULL where there is none.
 */
const char *nearest_name(const char *wanted, const char *const *names);

#endif
