/*
 * What a run of the examiner leaves, from its result to the report. The input is the
 * result of the rows, a NUL, the result of those that memcheck looked at, a NUL, and
 * memcheck's log.
 */

#include "fuzz.h"
#include "native.h"
#include "overall.h"
#include "report.h"
#include "score.h"
#include "sketch.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static t_lesson g_lesson;
static t_ready g_ready; /* with the subject of a real run */

/* Opened once: the lesson and the folder that FUZZ_RUN names, "09a:build/..." */
static void open_run(void)
{
	const char *run = getenv("FUZZ_RUN");
	char *number = text_format("%.*s", run == NULL ? 0 : (int)strcspn(run, ":"), run);

	if (g_ready.lesson != NULL)
	{
		free(number);
		return;
	}
	char *wrong = lesson_open(&g_lesson, number);
	if (wrong != NULL || strchr(run, ':') == NULL)
	{
		fprintf(stderr, "FUZZ_RUN is a lesson, a colon and a folder: %s\n",
			wrong);
		exit(EXIT_FAILURE);
	}
	g_ready = (t_ready){&g_lesson, "build", strchr(run, ':') + 1, 1};
	free(number);
}

/* A trial that has left this result. */
static t_trial trial_of(const uint8_t **bytes, size_t *size)
{
	t_trial trial = trial_begin(&g_lesson.rubric);
	char *lines = fuzz_part(bytes, size);

	trial.outcome = (t_outcome){.end = END_EXITED, .output = text_copy("")};
	trial_read(&trial, &g_lesson.rubric, lines);
	free(lines);
	return trial;
}

/* As watch() would have it, had it read this result and this log. */
static t_watch watch_of(const uint8_t **bytes, size_t *size)
{
	t_watch seen = {.died = -1,
		.trial = trial_of(bytes, size),
		.logs = memory_for(1, sizeof(*seen.logs)),
		.log_count = 1};
	char *text = fuzz_part(bytes, size);

	seen.logs[0] = memcheck_log_read(text, strlen(text), g_lesson.rubric.files);
	seen.version = text_copy(seen.logs[0].version);
	free(text);
	return seen;
}

/* What is drawn of a picture. */
static void expect_safe_picture(const json_t *picture)
{
	char *text;
	size_t size;

	if (picture == NULL)
		return;
	FILE *out = text_stream(&text, &size);
	sketch_draw(out, picture);
	fclose(out);
	fuzz_expect_safe(text);
	free(text);
}

static void expect_safe(const t_results *results)
{
	for (size_t i = 0; i < results->count; i++)
	{
		const t_row_result *row = &results->rows[i];
		fuzz_expect_safe(row->tried);
		fuzz_expect_safe(row->expected);
		fuzz_expect_safe(row->got);
		expect_safe_picture(row->picture);
		fuzz_expect_safe(row->file);
	}
}

static void report(const t_results *results)
{
	t_verdict verdict = VERDICT_GOOD;
	t_object object = {0};
	t_grading grading = {.lesson = &g_lesson,
		.submission = "fuzzed",
		.verdict = &verdict,
		.object = &object,
		.compiler = "gcc",
		.results = results,
		.notes = json_array(),
		.seed = 1};
	t_look look = {.width = 80};
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	json_t *result = score(&grading);
	report_full(out, &look, result, NULL, 0);
	fclose(out);
	free(text);
	json_decref(result);
	json_decref(grading.notes);
}

/* Only where all rows have passed does all of memcheck's log count. */
static void pass_all(t_results *results)
{
	for (size_t i = 0; i < results->count; i++)
	{
		row_result_free(&results->rows[i]);
		results->rows[i].status = g_lesson.rubric.rules[i].judge == JUDGE_TEST
						  ? ROW_PASSED
						  : ROW_NOT_RUN;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	open_run();
	size_t count = g_lesson.rubric.count;
	t_results results = {.trial = trial_of(&bytes, &size), .count = count};
	t_watch seen = watch_of(&bytes, &size);
	char *wanted = memory_for(count, 1);

	results.rows = results.trial.rows;
	memset(wanted, 1, count);
	judge_native(&results.trial, &g_ready, wanted);
	judge_overall(results.rows, &g_ready, &seen);
	expect_safe(&results);
	report(&results);
	pass_all(&results);
	judge_overall(results.rows, &g_ready, &seen);
	expect_safe(&results);
	free(wanted);
	watch_free(&seen);
	results_free(&results);
	return 0;
}
