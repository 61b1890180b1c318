#ifndef WATCH_H
#define WATCH_H

#include "lesson.h"
#include "memcheck_log.h"
#include "trial.h"

/*
 * The second look at rows that passed: under memcheck, in one process, since starting
 * valgrind costs more than all rows together. A row that ends the process is noted,
 * and the look goes on behind it, twice at the most.
 */

typedef struct s_watch
{
	t_finding *findings; /* of all rows, in the order of their coming */
	size_t count;
	t_memcheck_log *logs; /* own the findings */
	size_t log_count;
	char *seen; /* for each rule: the row came to its end */
	int *errors; /* for each rule: how often memcheck complained */
	int died; /* the first rule whose row ended the process, or -1 */
	/* a row ended the process with exit status 0, which no honest code does, so that
	 * a pass proves nothing */
	int exited;
	char *death; /* how, or NULL */
	char *unusable; /* why valgrind could not look, or NULL */
	char *wrong; /* why the grader could not do its work, or NULL */
	char *version; /* of valgrind, or NULL */
} t_watch;

/* `wanted`: the rules whose rows are looked at. */
t_watch watch(
	const t_lesson *lesson, const char *work, const char *wanted, unsigned long seed);

void watch_free(t_watch *watch);

#endif
