#ifndef WRITE_H
#define WRITE_H

#include "lesson.h"

/*
 * Makes the mutants of the lesson's reference solution anew: a submission each, and
 * list.json:
 *
 * {"lesson": "...", "stale": ["entries of equivalent.json that no mutant fits"],
 * "mutants": [{"folder", "file", "line", "function", "kind", "before", "after", "nth",
 * "sampled", "equivalent": the proof, or null}]}
 *
 * Returns NULL, or a new string that says what is wrong.
 */
char *mutants_write(const t_lesson *lesson, const char *folder);

#endif
