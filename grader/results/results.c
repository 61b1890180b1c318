#include "results.h"

#include "native.h"
#include "overall.h"
#include "text.h"
#include "watch.h"

#include <stdlib.h>
#include <string.h>

void row_result_free(t_row_result *result)
{
	free(result->tried);
	free(result->expected);
	free(result->got);
	json_decref(result->picture);
	free(result->file);
	*result = (t_row_result){0};
}

const char *row_status_name(t_row_status status)
{
	static const char *const names[] = {
		"passed", "failed", "crashed", "timed-out", "not-run", "not-graded"};

	return names[status];
}

static t_results empty(const t_lesson *lesson)
{
	size_t count = lesson->rubric.count;

	return (t_results){
		.rows = memory_for(count, sizeof(t_row_result)), .count = count};
}

/* Runs the wanted rows natively. Returns like results_native. */
static char *run_native(t_results *results, const t_lesson *lesson, const char *work,
	const t_manner *manner, const char *wanted, unsigned long seed)
{
	t_trial *trial = &results->trial;
	char *wrong = trial_run(trial, lesson, work, manner, wanted, seed);

	if (wrong == NULL && outcome_missing(&trial->outcome))
		wrong = outcome_words(&trial->outcome, &manner->limits);
	if (wrong == NULL && outcome_starved(&trial->outcome))
		wrong = text_copy("the machine is too busy for the rows: grade again");
	if (wrong == NULL && trial->outcome.oom_kills > 0 && trial->outcome.bloated == 0)
		wrong = text_copy(
			"the machine ran out of memory while the rows ran: grade again");
	if (wrong == NULL)
		judge_native(results->rows, lesson, trial, work, wanted);
	return wrong;
}

/*
 * Which rows are run now. Until the second look is made nobody knows what the judges of
 * all rows come to; and a row that does not count is no loss at which to stop.
 */
static void choose_rows(
	const t_results *results, const t_lesson *lesson, char *wanted, int until_loss)
{
	for (size_t i = 0; i < results->count; i++)
	{
		const t_rule *rule = &lesson->rubric.rules[i];
		wanted[i] =
			rule->judge == JUDGE_TEST && (rule_counts(rule) || !until_loss);
		if (!wanted[i])
			results->rows[i].status = ROW_NOT_RUN;
	}
}

char *results_native(t_results *results, const t_lesson *lesson, const char *work,
	unsigned long seed, int until_loss)
{
	char *wanted = memory_for(lesson->rubric.count, 1);
	t_manner manner = g_checked;

	*results = empty(lesson);
	manner.until_loss = until_loss;
	choose_rows(results, lesson, wanted, until_loss);
	char *wrong = run_native(results, lesson, work, &manner, wanted, seed);
	free(wanted);
	return wrong;
}

static void keep_passed(const t_results *results, const t_lesson *lesson, char *wanted)
{
	for (size_t i = 0; i < results->count; i++)
		wanted[i] = rule_is_watched(&lesson->rubric.rules[i]) &&
			    results->rows[i].status == ROW_PASSED;
}

static int is_any_lost(const t_results *results, const t_lesson *lesson)
{
	for (size_t i = 0; i < results->count; i++)
		if (lesson->rubric.rules[i].judge == JUDGE_TEST &&
			rule_counts(&lesson->rubric.rules[i]) &&
			results->rows[i].status != ROW_PASSED &&
			results->rows[i].status != ROW_NOT_GRADED)
			return 1;
	return 0;
}

char *results_watched(t_results *results, const t_lesson *lesson, const char *work,
	unsigned long seed, int until_loss)
{
	char *wanted = memory_for(lesson->rubric.count, 1);

	if (!until_loss || !is_any_lost(results, lesson))
		keep_passed(results, lesson, wanted);
	t_watch seen = watch(lesson, work, wanted, seed);
	char *wrong = text_copy(seen.wrong);
	results->valgrind = text_copy(seen.version);
	if (wrong == NULL)
		judge_overall(results->rows, lesson, &results->trial, &seen, work);
	watch_free(&seen);
	free(wanted);
	return wrong;
}

char *results_of(t_results *results, const t_lesson *lesson, const char *work,
	unsigned long seed, int until_loss)
{
	char *wrong = results_native(results, lesson, work, seed, until_loss);

	return wrong != NULL ? wrong
			     : results_watched(results, lesson, work, seed, until_loss);
}

char *results_of_row(t_results *results, const t_lesson *lesson, const char *work,
	int rule, unsigned long seed)
{
	char *wanted = memory_for(lesson->rubric.count, 1);

	*results = empty(lesson);
	wanted[rule] = 1;
	char *wrong = run_native(results, lesson, work, &g_shown, wanted, seed);
	free(wanted);
	return wrong;
}

void results_free(t_results *results)
{
	for (size_t i = 0; i < results->count; i++)
		row_result_free(&results->rows[i]);
	trial_free(&results->trial);
	free(results->rows);
	free(results->valgrind);
	*results = (t_results){0};
}
