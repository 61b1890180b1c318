#ifndef RESULTS_H
#define RESULTS_H

#include "lesson.h"
#include "row_result.h"
#include "trial.h"

/*
 * The only room that knows XML and valgrind: it runs the test program natively and then,
 * with the rows that passed, under memcheck, and says what became of each row.
 *
 * A row has passed only if Check says so once, and the row's own process set its token
 * on the board as its last step. The exit status of the test program says nothing: what
 * a submission does at exit cannot change what was noted before.
 */

typedef struct s_results
{
	t_row_result *rows; /* one for each rule, in its order */
	size_t count;
	char *valgrind; /* its version, or NULL */
	t_trial trial; /* what the rows left behind, for the second look */
} t_results;

/*
 * The first look: every row natively. Rows that are judged by memcheck are not run yet.
 * Returns NULL, or a new string that says why there are no results. `until_loss`: the
 * rows behind the first that is lost are not run.
 */
char *results_native(t_results *results, const t_lesson *lesson, const char *work,
	unsigned long seed, int until_loss);

/*
 * The second: what passed once more, under memcheck, and the rows that judge all others.
 * Returns like results_native. `until_loss`: memcheck looks only where no row is lost:
 * for who asks whether all points are there.
 */
char *results_watched(t_results *results, const t_lesson *lesson, const char *work,
	unsigned long seed, int until_loss);

/* Both, one after the other. */
char *results_of(t_results *results, const t_lesson *lesson, const char *work,
	unsigned long seed, int until_loss);

/* The same for one row alone, natively, with the output of the submission shown. */
char *results_of_row(t_results *results, const t_lesson *lesson, const char *work,
	int rule, unsigned long seed);

void results_free(t_results *results);

#endif
