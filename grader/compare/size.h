#ifndef SIZE_H
#define SIZE_H

#include "lesson.h"

/*
 * How large the submission in `work` is, as JSON, or {"unmeasured": why}:
 *
 *	lines        that hold more than blanks and comments
 *	functions    that are defined
 *	longest      {name, lines} of the longest of them, or null
 *	branches     if, for, while, do, case, ?:, && and ||
 */
json_t *size_of(const t_lesson *lesson, const char *work);

/*
 * The inside of it, a command of its own: prints the size of these files, and returns the
 * exit status. What parses a submission runs under the supervisor as its compiler does,
 * since a text can be made to keep a parser busy for ever.
 */
int size_print(const char *contract, char **files);

#endif
