#ifndef GRADED_H
#define GRADED_H

#include "commands.h"

/* A result with the one before it, as the commands use them. */
typedef struct s_graded
{
	json_t *result;
	json_t *previous; /* or NULL */
	int unchanged; /* nothing has changed since, so the result is the previous one */
} t_graded;

/*
 * Opens the lesson, grades, and keeps the result. Returns NULL, or a new string that says
 * what is wrong; graded is to be freed in any case.
 */
char *graded_make(t_graded *graded, const t_options *options, const char *name);

/*
 * The same of the lesson that the work is at, where `name` is NULL: the first that is not
 * complete, of those that are no longer the skeleton if there are any. Where all of these
 * are complete: the last of them, or, if the work goes on, the first of the others.
 */
char *graded_begun(
	t_graded *graded, const t_options *options, const char *name, int goes_on);

void graded_free(t_graded *graded);

#endif
