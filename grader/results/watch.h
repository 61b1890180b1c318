#ifndef WATCH_H
#define WATCH_H

#include "lesson.h"
#include "memcheck_log.h"
#include "trial.h"

/*
 * The second look at rows that passed: under memcheck, in one process, since starting
 * valgrind costs more than all rows together. The examiner starts it anew, twice at the
 * most, where a row ends it.
 */

typedef struct s_watch
{
	t_memcheck_log *logs; /* one for each start */
	size_t log_count;
	t_trial trial;
	int died; /* the first rule whose row ended the process, or -1 */
	char *death; /* how, or NULL */
	char *unusable; /* why valgrind could not look, or NULL */
	char *wrong; /* why the grader could not do its work, or NULL */
	char *version; /* of valgrind, or NULL */
} t_watch;

/* `wanted`: the rules whose rows are looked at. */
t_watch watch(const t_ready *ready, const char *wanted);

/*
 * Runs the row of the rule under memcheck once more, and gives memcheck's own report of
 * it, in its own words: *log is a new string, empty where it says nothing. Returns NULL,
 * or a new string that says why there is none.
 */
char *watch_aloud(const t_ready *ready, int rule, char **log);

/* Whether the row of the rule was looked at to its end. */
int watch_has_seen(const t_watch *watch, size_t rule);

/* Whether memcheck's log says so, too. */
int watch_has_logged(const t_watch *watch, const char *row);

void watch_free(t_watch *watch);

#endif
