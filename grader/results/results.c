#include "results.h"

#include "native.h"
#include "overall.h"
#include "text.h"
#include "watch.h"

#include <stdlib.h>
#include <string.h>

/* How many rows the examiner has told of. */
static size_t told(const t_trial *trial)
{
	size_t count = 0;

	for (size_t i = 0; i < trial->count; i++)
		count += trial->reported[i];
	return count;
}

/* Whose fault it is that the examiner did not do its work, as a new string; NULL where it
 * did. */
static char *machines_fault(const t_trial *trial, const t_limits *limits, size_t asked)
{
	const t_outcome *outcome = &trial->outcome;

	if (trial->wrong != NULL)
		return text_format("the rows cannot be run here: %s", trial->wrong);
	if (outcome_missing(outcome))
		return outcome_words(outcome, limits);
	if (outcome_starved(outcome))
		return text_copy("the machine is too busy for the rows: grade again");
	if (outcome->oom_kills > 0 && outcome->bloated == 0)
		return text_copy(
			"the machine ran out of memory while the rows ran: grade again");
	char *why = trial_gave_up(trial, limits);
	return why == NULL && outcome->end == END_EXITED && told(trial) < asked
		       ? text_copy("the examiner did not tell of every row")
		       : why;
}

/* Runs the wanted rows natively. Returns like results_native. */
static char *run_native(t_results *results, const t_ready *ready, const t_manner *manner,
	const char *wanted)
{
	t_trial *trial = &results->trial;
	char *wrong = trial_run(trial, ready, manner, wanted);

	results->rows = trial->rows;
	results->count = trial->count;
	size_t asked = 0;
	for (size_t i = 0; i < trial->count; i++)
		asked += wanted[i] != 0;
	if (wrong == NULL)
		wrong = machines_fault(trial, &manner->limits, asked);
	if (wrong == NULL)
		judge_native(trial, ready, wanted);
	return wrong;
}

/*
 * Which rows are run now. Until the second look is made nobody knows what the judges of
 * all rows come to; and a row that does not count is no loss at which to stop.
 */
static char *choose_rows(const t_rubric *rubric, t_patience patience)
{
	char *wanted = memory_for(rubric->count, 1);

	for (size_t i = 0; i < rubric->count; i++)
		wanted[i] = rubric->rules[i].judge == JUDGE_TEST &&
			    (rule_counts(&rubric->rules[i]) || patience != UNTIL_LOSS);
	return wanted;
}

char *results_native(t_results *results, const t_ready *ready, t_patience patience)
{
	char *wanted = choose_rows(&ready->lesson->rubric, patience);
	t_manner manner = g_checked;

	*results = (t_results){0};
	manner.patience = patience;
	char *wrong = run_native(results, ready, &manner, wanted);
	free(wanted);
	return wrong;
}

static void keep_passed(const t_results *results, const t_rubric *rubric, char *wanted)
{
	for (size_t i = 0; i < results->count; i++)
		wanted[i] = rule_is_watched(&rubric->rules[i]) &&
			    results->rows[i].status == ROW_PASSED;
}

static int is_any_lost(const t_results *results, const t_rubric *rubric)
{
	for (size_t i = 0; i < results->count; i++)
		if (rubric->rules[i].judge == JUDGE_TEST &&
			rule_counts(&rubric->rules[i]) &&
			results->rows[i].status != ROW_PASSED &&
			results->rows[i].status != ROW_NOT_GRADED)
			return 1;
	return 0;
}

char *results_watched(t_results *results, const t_ready *ready, t_patience patience)
{
	const t_rubric *rubric = &ready->lesson->rubric;
	char *wanted = memory_for(rubric->count, 1);

	if (patience != UNTIL_LOSS || !is_any_lost(results, rubric))
		keep_passed(results, rubric, wanted);
	t_watch seen = watch(ready, wanted);
	char *wrong = text_copy(seen.wrong);
	results->valgrind = text_copy(seen.version);
	if (wrong == NULL)
		judge_overall(results->rows, ready, &seen);
	watch_free(&seen);
	free(wanted);
	return wrong;
}

char *results_of(t_results *results, const t_ready *ready, t_patience patience)
{
	char *wrong = results_native(results, ready, patience);

	return wrong != NULL ? wrong : results_watched(results, ready, patience);
}

char *results_of_row(t_results *results, const t_ready *ready, int rule, int shown)
{
	char *wanted = memory_for(ready->lesson->rubric.count, 1);

	*results = (t_results){0};
	wanted[rule] = 1;
	char *wrong = run_native(results, ready, shown ? &g_shown : &g_checked, wanted);
	free(wanted);
	return wrong;
}

void results_free(t_results *results)
{
	trial_free(&results->trial);
	free(results->valgrind);
	*results = (t_results){0};
}
