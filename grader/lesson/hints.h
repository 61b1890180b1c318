#ifndef HINTS_H
#define HINTS_H

#include <jansson.h>

enum
{
	HINTS_MOST = 3,
	HINT_LENGTH = 300 /* bytes of a hint */
};

/*
 * Checks the hints of a row: a list of one to three texts, from a question to nearly the
 * line; NULL is fine too. Returns NULL, or a new string that says what is wrong.
 */
char *hints_check(const char *row, const json_t *hints);

#endif
