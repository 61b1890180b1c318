#ifndef RESULTS_H
#define RESULTS_H

#include "trial.h"

/*
 * The only room that knows XML and valgrind: it has the examiner run the rows natively
 * and then, of those that passed, once more under memcheck, and says what became of each
 * row.
 */

typedef struct s_results
{
	t_row_result *rows; /* one for each rule, in its order: those of the trial */
	size_t count;
	char *valgrind; /* its version, or NULL */
	t_trial trial;
} t_results;

/*
 * The first look: every row natively. Rows that are judged by memcheck are not run yet.
 * Returns NULL, or a new string that says why there are no results. patience: the
 * rows behind the first that is lost are not run.
 */
char *results_native(t_results *results, const t_ready *ready, t_patience patience);

/*
 * The second: what passed once more, under memcheck, and the rows that judge all others.
 * Returns like results_native. UNTIL_LOSS: memcheck looks only where no row is lost:
 * for who asks whether all points are there.
 */
char *results_watched(t_results *results, const t_ready *ready, t_patience patience);

/* Both, one after the other. */
char *results_of(t_results *results, const t_ready *ready, t_patience patience);

/* The same for one row alone, natively; `shown`: with the output of the submission. */
char *results_of_row(t_results *results, const t_ready *ready, int rule, int shown);

void results_free(t_results *results);

#endif
