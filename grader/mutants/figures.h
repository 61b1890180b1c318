#ifndef FIGURES_H
#define FIGURES_H

#include "lesson.h"

/*
 * The figures of the proof, which stand in a table of grader/README.md: for each lesson
 * the mutants of its solution, and the submissions that prove its suite.
 */

/* What the mutants of the lesson and their fates depend on, as hexadecimal digits: a new
 * string. */
char *figures_fingerprint(const t_lesson *lesson);

/*
 * The table as it is to be today, a new string, or NULL with what is wrong in *wrong.
 * `mutants` is the folder with the mutants of all lessons. `graded`: it is an error if
 * the mutants of a lesson were not all graded since anything changed; else they count as
 * killed but for the equivalent ones, which the fingerprint in the table answers for.
 */
char *figures_table(const char *mutants, int graded, char **wrong);

/* Puts the table in the place of the one in the file. Returns NULL, or a new string that
 * says what is wrong. */
char *figures_put(const char *path, const char *table);

#endif
