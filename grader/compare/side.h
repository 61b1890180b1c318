#ifndef SIDE_H
#define SIDE_H

#include "grade.h"
#include "work.h"

/*
 * One side of a comparison. Its value is JSON:
 *
 * name, folder    what the texts call it, and where it is result          see
 * grader/README.md size            see size.h demo            see demo.h; not there where
 * one side was not graded, nor is measured measured        see profile.h: with the rows
 * that both sides pass; or {"unmeasured": why}
 */
typedef struct s_side
{
	t_request request;
	json_t *value;
	/* its sources stand here, and its test program where it was graded */
	t_work work;
	int is_built;
} t_side;

/* Grades it, and makes its test program. Returns NULL, or a new string that says why
 * there is nothing to compare. */
char *side_open(t_side *side, const t_lesson *lesson, const char *name);

/* Looks at what it does in the wanted rows; it is built. */
void side_look(t_side *side, const t_lesson *lesson, const char *wanted);

/* To be called in any case. */
void side_close(t_side *side);

#endif
