#ifndef HINTS_H
#define HINTS_H

#include "rubric.h"

/*
 * The hints of a lesson: hints.json beside the rubric, an object with a list of one to
 * three texts for each row, from a question to nearly the line.
 */
enum
{
	HINTS_MOST = 3,
	HINT_LENGTH = 300 /* bytes of a hint */
};

/*
 * Reads them. Returns NULL with the hints in *hints, an empty object where there is no
 * such file; or a new string that says what is wrong: hints to a row that there is not,
 * none, too many, too long.
 */
char *hints_read(json_t **hints, const t_rubric *rubric, const char *path);

#endif
