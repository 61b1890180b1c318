#ifndef CHANGES_H
#define CHANGES_H

#include <stdio.h>

/*
 * Tells what a run changes of the one before it: whose points and statuses, row by row,
 * who is new and who is gone. One line for each result that changed, and indented ones
 * for its rows; where only the rubric's points changed, those whose sum stays are a
 * number. Returns how many results changed; students who came or went count too. lost:
 * how many have no result now, and had one.
 */
size_t changes_tell(FILE *out, const char *before, const char *run, size_t *lost);

#endif
