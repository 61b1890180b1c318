#ifndef GIVEN_H
#define GIVEN_H

#include "lesson.h"

/*
 * The lines that everyone was given, in the skeleton or the contract, blanks around them
 * not counted. Only those that say something: a brace alone is nobody's, and a line that
 * opens a comment or ends one must stay where it is.
 */
typedef struct s_given
{
	char **lines; /* sorted */
	size_t count;
} t_given;

t_given given_read(const t_lesson *lesson);
void given_free(t_given *given);

/* Whether the line, which ends with a newline or a NUL, was given. */
int given_has(const t_given *given, const char *line);

/* The text with a blank line for each that was given, so that the numbers of lines stay;
 * a new string. */
char *given_left_out(const t_given *given, const char *text);

#endif
