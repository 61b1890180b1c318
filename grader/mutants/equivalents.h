#ifndef EQUIVALENTS_H
#define EQUIVALENTS_H

#include "lesson.h"
#include "mutants.h"

/*
 * The mutants that no test can tell from the original, as equivalent.json of the suite
 * names them, each with a sentence that proves it:
 *
 * 	[{"function": "padding", "before": "...", "after": "...", "why": "..."}]
 *
 * with a list of texts as "after" where one sentence proves several mutants of the same
 * lines, and "nth" where several mutants of the function read the same.
 */

/* Returns NULL with the entries in *entries, an empty list where there is no such file;
 * or what is wrong. */
char *equivalents_load(const t_lesson *lesson, json_t **entries);

/* The proof of the entry for this mutant, or NULL. Marks the entry as used. */
const char *equivalents_find(json_t *entries, const t_mutant *mutant);

/* The entries that no mutant has used: a new list of their "before" and "after". */
json_t *equivalents_unused(const json_t *entries);

#endif
