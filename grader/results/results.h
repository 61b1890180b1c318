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
	t_row_result *rows; /* one for each rule of the rubric */
	size_t count;
	char *valgrind; /* its version, or NULL where it did not run */
} t_results;

/*
 * Returns NULL, or a new string that says why there are no results. `until_loss`: the rows behind the first
 * that is lost are not run, and memcheck looks only where none is: for who asks whether all points are there.
 */
char *results_of(
	t_results *results, const t_lesson *lesson, const char *work, unsigned long seed, int until_loss);

/* The same for one row alone, natively, with the output of the submission shown. */
char *results_of_row(
	t_results *results, const t_lesson *lesson, const char *work, int rule, unsigned long seed);

void results_free(t_results *results);

#endif
