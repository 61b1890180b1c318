#ifndef ASK_H
#define ASK_H

#include "lesson.h"

#include <jansson.h>

/* A question of the desk's, see serve.c: an answer is a new value, or NULL with what is
 * wrong. */
typedef struct s_ask
{
	const json_t *request;
	const char *build;
	char *wrong; /* a new string where there is something */
} t_ask;

/* The path under this key, a new string. */
char *ask_path(const t_ask *ask, const char *key);

/* Opens the "lesson". Returns 0, or -1 where there is none. To be closed if there is. */
int ask_lesson(t_ask *ask, t_lesson *lesson);

/*
 * Grades the "submission", with this "compiler" and "seed", and makes its subject in the
 * folder "work": see grade_build. Returns {"result", "object": the name of the object
 * there, before its names are its own; null where it cannot be built}.
 */
json_t *ask_submission(t_ask *ask);

/* Runs the "rows" with the subject in "work" under a program that counts, "prefix".
 * Returns null, or why they cannot be counted. */
json_t *ask_count(t_ask *ask);

#endif
