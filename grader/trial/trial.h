#ifndef TRIAL_H
#define TRIAL_H

#include "board.h"
#include "lesson.h"
#include "run.h"

/*
 * One run of the test program under the supervisor: which rows, and what came of it.
 * The board's slots have the indices of the rubric's rules.
 */

/* The memory of all processes of the rows together. What honest rows have is a fraction
 * of it. */
#define TRIAL_MIB 2048

typedef struct s_manner
{
	/* the program that runs the test program, with its arguments, or NULL */
	const char *const *prefix;
	const char *blank; /* see run.h */
	int direct; /* row after row in one process, without Check */
	int shown; /* the output of the submission is shown as it comes */
	/* the prefix writes a file at the end, see filter.h: only where the view holds */
	int writes;
	int until_loss; /* the rows behind the first that is lost are not run */
	t_limits limits;
} t_manner;

/* Under Check, each row in a process of its own; without and with the output shown. */
extern const t_manner g_checked;
extern const t_manner g_shown;

typedef struct s_trial
{
	/* as the processes left it, its strings ended and its counts in range */
	t_board *board;
	t_outcome outcome; /* of the test program, or of what ran it */
	char *log; /* what Check wrote, or "" */
	size_t log_size;
} t_trial;

/*
 * Runs the rows whose entry of `wanted` (one for each rule) is nonzero. Returns NULL,
 * or a new string that says why nothing could be run.
 */
char *trial_run(t_trial *trial, const t_lesson *lesson, const char *work,
	const t_manner *manner, const char *wanted, unsigned long seed);

void trial_free(t_trial *trial);

/*
 * Writes the board for these rows to work/board, and the filter to work/filter, and
 * nothing more: for a debugger, which runs the test program itself. Returns like
 * trial_run.
 */
char *trial_prepare(const t_lesson *lesson, const char *work, const t_manner *manner,
	const char *wanted, unsigned long seed);

#endif
