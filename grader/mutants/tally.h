#ifndef TALLY_H
#define TALLY_H

#include "lesson.h"

/*
 * Prints what became of the mutants in the folder, each that survived with what it
 * changes, and writes the figures to tally.json there: {"lesson", "all", "killed",
 * "equivalent", "survived"}. *status becomes 1 when one survived that is not proven
 * equivalent, when one that is was told from the original after all, or when
 * equivalent.json has an entry that no mutant fits. Returns NULL, or a new string that
 * says what is wrong.
 */
char *mutants_tally(const t_lesson *lesson, const char *folder, int *status);

#endif
