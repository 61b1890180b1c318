/*
 * What the processes of a submission leave behind, from the board to the report. The
 * input is Check's log, a NUL, memcheck's log, a NUL, and changes of the board of a real
 * run: slot, field, and eight bytes for it.
 */

#include "fuzz.h"
#include "native.h"
#include "overall.h"
#include "report.h"
#include "score.h"
#include "sketch.h"
#include "text.h"
/* The reader of the board is no promise of its header. */
#include "trial.c"

#define FIELDS (sizeof(g_fields) / sizeof(*g_fields))
#define CHANGE 10

static const size_t g_fields[] = {
	offsetof(t_slot, name),
	offsetof(t_slot, needs),
	offsetof(t_slot, observes),
	offsetof(t_slot, state),
	offsetof(t_slot, pid),
	offsetof(t_slot, token),
	offsetof(t_slot, signal),
	offsetof(t_slot, waited),
	offsetof(t_slot, address),
	offsetof(t_slot, stack),
	offsetof(t_slot, frames),
	offsetof(t_slot, frame_count),
	offsetof(t_slot, in_child),
	offsetof(t_slot, forks),
	offsetof(t_slot, tried),
	offsetof(t_slot, tried) + BOARD_TEXT - 8,
	offsetof(t_slot, said),
	offsetof(t_slot, still_mapped),
	offsetof(t_slot, leaks),
	offsetof(t_slot, leak_count),
	offsetof(t_slot, memory_errors),
};

static t_lesson g_lesson;
static const char *g_work; /* a folder with what a real run has left */
static t_board
	/* its board, and one that is changed: the whole is too large to be copied each
	 * time */
	*g_real;
static t_board *g_board;

/* Opened once: the lesson and the folder that FUZZ_RUN names, "09a:build/..." */
static void open_run(void)
{
	const char *run = getenv("FUZZ_RUN");
	char *number = text_format("%.*s", run == NULL ? 0 : (int)strcspn(run, ":"), run);

	if (g_work != NULL)
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
	g_work = strchr(run, ':') + 1;
	g_real = read_board(g_work, g_lesson.rubric.count);
	g_board = read_board(g_work, g_lesson.rubric.count);
	free(number);
}

static void change(const uint8_t *bytes, size_t size)
{
	for (; size >= CHANGE; bytes += CHANGE, size -= CHANGE)
	{
		char *slot = (char *)&g_board->slots[bytes[0] % BOARD_ROWS];
		memcpy(slot + g_fields[bytes[1] % FIELDS], bytes + 2, CHANGE - 2);
	}
	tame(g_board, g_lesson.rubric.count);
}

static void restore(const uint8_t *bytes, size_t size)
{
	for (; size >= CHANGE; bytes += CHANGE, size -= CHANGE)
		g_board->slots[bytes[0] % BOARD_ROWS] =
			g_real->slots[bytes[0] % BOARD_ROWS];
}

/* The trial as trial_run would have it. */
static t_trial trial_of(const uint8_t **bytes, size_t *size, t_memcheck_log *log)
{
	t_trial trial = {.outcome.end = END_EXITED,
		.board = g_board,
		.log = fuzz_part(bytes, size)};
	char *text = fuzz_part(bytes, size);

	trial.log_size = strlen(trial.log);
	*log = memcheck_log_read(text, strlen(text), g_lesson.rubric.files);
	free(text);
	change(*bytes, *size);
	return trial;
}

/* As watch() would have it, had it read this log. */
static t_watch watch_of(t_memcheck_log *log, const t_board *board)
{
	size_t count = g_lesson.rubric.count;
	t_watch seen = {.died = -1,
		.findings = log->findings,
		.count = log->count,
		.logs = log,
		.log_count = 1,
		.version = log->version,
		.seen = memory_for(count, 1),
		.errors = memory_for(count, sizeof(int))};

	memset(seen.seen, 1, count);
	for (size_t i = 0; i < count; i++)
		seen.errors[i] = (int)board->slots[i].memory_errors;
	return seen;
}

/* What is drawn of a picture: the lanes and blocks themselves come out of an untrusted
 * process. */
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

static void expect_safe(const t_row_result *row)
{
	fuzz_expect_safe(row->tried);
	fuzz_expect_safe(row->expected);
	fuzz_expect_safe(row->got);
	expect_safe_picture(row->picture);
	fuzz_expect_safe(row->file);
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

	for (size_t i = 0; i < results->count; i++)
		expect_safe(&results->rows[i]);
	json_t *result = score(&grading);
	report_full(out, &look, result, NULL, 0);
	fclose(out);
	free(text);
	json_decref(result);
	json_decref(grading.notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	t_memcheck_log log;

	open_run();
	size_t count = g_lesson.rubric.count;
	t_trial trial = trial_of(&bytes, &size, &log);
	t_watch seen = watch_of(&log, trial.board);
	t_results results = {
		.rows = memory_for(count, sizeof(t_row_result)), .count = count};
	char *wanted = memory_for(count, 1);

	memset(wanted, 1, count);
	judge_native(results.rows, &g_lesson, &trial, g_work, wanted);
	judge_overall(results.rows, &g_lesson, &trial, &seen, g_work);
	report(&results);
	/* Once more as if all rows had passed: only then does memcheck's log count. */
	for (size_t i = 0; i < count; i++)
		row_result_free(&results.rows[i]);
	judge_overall(results.rows, &g_lesson, &trial, &seen, g_work);
	for (size_t i = 0; i < count; i++)
		expect_safe(&results.rows[i]);
	free(wanted);
	results_free(&results);
	free(seen.seen);
	free(seen.errors);
	memcheck_log_free(&log);
	free(trial.log);
	restore(bytes, size);
	return 0;
}
