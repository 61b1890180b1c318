#include "watch.h"

#include "file.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STARTS 3
#define LOG_LIMIT (16 << 20)

/*
 * Rows mark where they begin and end by client messages, so that each error has a row.
 * Leaks are looked for at the end of a row, and only where the ledger says there is one:
 * --leak-check=no is for the end of the process. --vgdb=no: no FIFOs in /tmp. A forked
 * child is silent, as it would garble the log: it counts its errors in its window. To
 * read who was inlined where takes long, and lines are right without it. The examiner
 * keeps what comes to descriptor 6: turn.h.
 */
static const char *const g_memcheck[] = {"valgrind", "--xml=yes", "--xml-fd=6",
	"--child-silent-after-fork=yes", "--vgdb=no", "--leak-check=no",
	"--show-leak-kinds=definite,indirect,possible", "--num-callers=16",
	"--read-inline-info=no", NULL};

/* The same in words, for people. */
static const char *const g_aloud[] = {"valgrind", "--log-fd=6",
	"--child-silent-after-fork=yes", "--vgdb=no", "--leak-check=no",
	"--num-callers=16", "--read-inline-info=no", NULL};

static const t_manner g_watched = {
	.mode = TRIAL_WATCHED,
	.prefix = g_memcheck,
	.limits = VALGRIND_LIMITS,
};

static char *log_name(int start)
{
	return text_format(TRIAL_LOG "%d", start);
}

/* What a compiler has left under these names is no log. */
static void clear_logs(const char *work)
{
	for (int i = 0; i < STARTS; i++)
	{
		char *name = log_name(i);
		file_clear(work, name);
		free(name);
	}
}

/* The logs that the examiner has kept. */
static void read_logs(t_watch *watch, const t_lesson *lesson, const char *work)
{
	for (int i = 0; i < STARTS; i++)
	{
		size_t size;
		char *name = log_name(i);
		char *path = text_format("%s/%s", work, name);
		char *bytes = file_read(path, LOG_LIMIT, &size);
		/* One that is too long is what a submission made of it. */
		if (bytes == NULL && errno != ENOENT && errno != EFBIG)
			watch->wrong = text_format("%s: %s", path, strerror(errno));
		free(path);
		free(name);
		if (bytes == NULL)
			break;
		t_memcheck_log *log = &watch->logs[watch->log_count++];
		*log = memcheck_log_read(bytes, size, lesson->rubric.files);
		free(bytes);
		if (watch->version == NULL && log->version != NULL)
			watch->version = text_copy(log->version);
	}
}

/* What is said of the row, between the marks that it and the next one make: "**1** row
 * NAME". */
static char *said_of(const char *log, const char *row)
{
	char *mark = text_format(" row %s\n", row);
	const char *begin = strstr(log, mark);
	const char *end = begin == NULL ? NULL : strstr(begin + strlen(mark), "\n**");

	if (begin != NULL)
		begin += strlen(mark);
	size_t size = begin == NULL ? 0
		      : end == NULL ? strlen(begin)
				    : (size_t)(end - begin);
	free(mark);
	return text_safe(begin, size, size);
}

char *watch_aloud(const t_ready *ready, int rule, char **log)
{
	t_trial trial;
	t_manner manner = g_watched;
	size_t size;
	char *wanted = memory_for(ready->lesson->rubric.count, 1);
	char *path = text_format("%s/" TRIAL_LOG "0", ready->work);

	wanted[rule] = 1;
	manner.prefix = g_aloud;
	clear_logs(ready->work);
	char *wrong = trial_run(&trial, ready, &manner, wanted);
	char *text = wrong == NULL ? file_read(path, LOG_LIMIT, &size) : NULL;
	if (wrong == NULL && text == NULL)
		wrong = text_format("memcheck has left no report: %s", strerror(errno));
	*log = text == NULL ? NULL
			    : said_of(text, ready->lesson->rubric.rules[rule].name);
	free(text);
	free(path);
	free(wanted);
	trial_free(&trial);
	return wrong;
}

int watch_has_logged(const t_watch *watch, const char *row)
{
	for (size_t i = 0; i < watch->log_count; i++)
		if (json_object_get(watch->logs[i].ended, row) != NULL)
			return 1;
	return 0;
}

int watch_has_seen(const t_watch *watch, size_t rule)
{
	const t_row_result *row = &watch->trial.rows[rule];

	/* A row may expect what valgrind answers otherwise than the kernel: that is no
	 * bad access. */
	return watch->trial.reported[rule] && row->end == END_OF_ROW &&
	       (row->status == ROW_PASSED || row->status == ROW_FAILED ||
		       row->status == ROW_NOT_GRADED);
}

/* The first row that was to be looked at, and was not to its end. */
static void note_death(t_watch *watch, const t_lesson *lesson, const char *wanted)
{
	for (size_t i = 0; i < lesson->rubric.count && watch->died == -1; i++)
	{
		const t_row_result *row = &watch->trial.rows[i];
		if (!wanted[i] || lesson->rubric.rules[i].judge != JUDGE_TEST ||
			watch_has_seen(watch, i))
			continue;
		watch->died = (int)i;
		watch->death = row->got != NULL ? text_copy(row->got)
						: outcome_words(&watch->trial.outcome,
							  &g_watched.limits);
	}
}

/* Whether it was the machine that did not do its work. */
static void note_machine(t_watch *watch)
{
	const t_outcome *outcome = &watch->trial.outcome;

	if (watch->wrong != NULL)
		return;
	if (watch->trial.wrong != NULL)
		watch->unusable = text_format(
			"valgrind does not work here: %s", watch->trial.wrong);
	else if (outcome_missing(outcome))
		watch->wrong = outcome_words(outcome, &g_watched.limits);
	else if (outcome_starved(outcome))
		watch->wrong =
			text_copy("the machine is too busy for memcheck: grade again");
	else if (watch->died != -1 && outcome->oom_kills > 0 && outcome->bloated == 0)
		watch->wrong = text_copy(
			"the machine ran out of memory under memcheck: grade again");
	else
		watch->wrong = trial_gave_up(&watch->trial, &g_watched.limits);
}

t_watch watch(const t_ready *ready, const char *wanted)
{
	t_watch watch = {.died = -1, .logs = memory_for(STARTS, sizeof(t_memcheck_log))};

	char *valgrind = program_path(g_memcheck[0]);
	if (valgrind == NULL)
	{
		watch.unusable = text_copy("valgrind is not installed, run: make setup");
		return watch;
	}
	free(valgrind);
	clear_logs(ready->work);
	watch.wrong = trial_run(&watch.trial, ready, &g_watched, wanted);
	if (watch.wrong != NULL)
		return watch;
	read_logs(&watch, ready->lesson, ready->work);
	note_death(&watch, ready->lesson, wanted);
	note_machine(&watch);
	return watch;
}

void watch_free(t_watch *watch)
{
	for (size_t i = 0; i < watch->log_count; i++)
		memcheck_log_free(&watch->logs[i]);
	free(watch->logs);
	trial_free(&watch->trial);
	free(watch->death);
	free(watch->unusable);
	free(watch->wrong);
	free(watch->version);
	*watch = (t_watch){0};
}
