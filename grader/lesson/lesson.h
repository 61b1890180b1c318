#ifndef LESSON_H
#define LESSON_H

#include "rubric.h"

/*
 * Lessons are discovered: a folder of lessons/ that has a suite of the same name
 * under grader/suites/ is one. Paths are relative to the checkout.
 */

/* What every submission may call, see object/toolbox.h; a lesson's suite may have one
 * more. */
#define LESSON_TOOLBOX "grader/suites/toolbox.txt"

typedef struct s_lesson
{
	char *name; /* of the folder: 09a_arena_scope_local_mmap */
	char *number; /* what stands before the first underscore: 09a */
	char *folder; /* lessons/<name> */
	char *suite; /* grader/suites/<name> */
	/* grader/suites/<name>/skeleton: the skeleton and the contract as they are handed
	 * out, whatever becomes of those in the lesson's folder */
	char *given;
	t_rubric rubric;
} t_lesson;

/* The names of all lessons, sorted, in a new array that ends with NULL: see
 * names_free. */
char **lesson_names(void);

/*
 * Finds the lesson that is wanted: by its folder's name or path or by its number, in any
 * case and with or without leading zeros (9A is 09a). *name gets the folder's name, a new
 * string. Returns NULL, or a new string that lists the lessons there are; *name is NULL
 * then.
 */
char *lesson_find(const char *wanted, char **name);

/* Finds and opens a lesson. Returns NULL, or a new string that says what is wrong. */
char *lesson_open(t_lesson *lesson, const char *wanted);

void lesson_close(t_lesson *lesson);

#endif
