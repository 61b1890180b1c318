#include "watch.h"

#include "file.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOKS 3
#define LOG_LIMIT (16 << 20)
#define LOGS 256

/*
 * Rows mark where they begin and end by client messages, so that each error has a row.
 * Leaks are looked for at the end of a row, and only where the ledger says there is one:
 * --leak-check=no is for the end of the process. --vgdb=no: no FIFOs in /tmp. %p: a
 * forked child writes a file of its own.
 */
static const char *const g_memcheck[] = {"valgrind", "--xml=yes", "--xml-file=memcheck.%p.xml", "--vgdb=no",
	"--leak-check=no", "--show-leak-kinds=definite,indirect,possible", "--num-callers=16", NULL};

/* No limit of the address space: valgrind reserves far more of it than it uses. */
static const t_manner g_watched = {
	.prefix = g_memcheck,
	.direct = 1,
	.limits = {.wall_seconds = 240,
		.cpu_seconds = 120,
		.file_mib = 64,
		.output_bytes = 256 << 10,
		.processes = 64},
};

/* Keeps what a log holds, and removes its file, so that the next look finds only its own. */
static void read_log(t_watch *watch, const t_lesson *lesson, const char *path)
{
	size_t size;
	char *bytes = file_read(path, LOG_LIMIT, &size);

	unlink(path);
	if (bytes == NULL || watch->log_count == LOGS)
	{
		free(bytes);
		return;
	}
	t_memcheck_log *log = &watch->logs[watch->log_count++];
	*log = memcheck_log_read(bytes, size, lesson->rubric.files);
	free(bytes);
	t_finding *all = memory_for(watch->count + log->count, sizeof(*all));
	if (watch->count != 0)
		memcpy(all, watch->findings, watch->count * sizeof(*all));
	memcpy(all + watch->count, log->findings, log->count * sizeof(*all));
	free(watch->findings);
	watch->findings = all;
	watch->count += log->count;
	if (watch->version == NULL)
		watch->version = text_copy(log->version);
}

static void read_logs(t_watch *watch, const t_lesson *lesson, const char *work)
{
	char **names = folder_names(work, ".xml");

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		if (!text_begins(names[i], "memcheck."))
			continue;
		char *path = text_format("%s/%s", work, names[i]);
		read_log(watch, lesson, path);
		free(path);
	}
	names_free(names);
}

static void note_death(t_watch *watch, int rule, const t_trial *trial, const t_slot *slot)
{
	if (watch->died != -1)
		return;
	watch->died = rule;
	if (slot->said[0] != '\0')
		watch->death = text_safe(slot->said, strlen(slot->said), 1000);
	else
		watch->death = outcome_words(&trial->outcome, &g_watched.limits);
}

/*
 * Takes over what the board says. Returns the rule whose row ended the process, -1
 * where all rows came to their ends, and -2 where none began.
 */
static int read_slots(t_watch *watch, const t_lesson *lesson, const t_trial *trial, const char *wanted)
{
	int last = -2;

	for (size_t i = 0; i < lesson->rubric.count; i++)
	{
		const t_slot *slot = &trial->board->slots[i];
		if (!wanted[i] || slot->state == SLOT_WAITING || slot->state == SLOT_UNKNOWN)
			continue;
		watch->errors[i] = (int)slot->memory_errors;
		watch->seen[i] = slot->token == board_token(trial->board->nonce, i);
		if (!watch->seen[i])
		{
			note_death(watch, i, trial, slot);
			return i;
		}
		last = -1;
	}
	return last;
}

static int any_left(const t_lesson *lesson, const char *wanted)
{
	for (size_t i = 0; i < lesson->rubric.count; i++)
		if (wanted[i] && lesson->rubric.rules[i].judge == JUDGE_TEST)
			return 1;
	return 0;
}

static char *why_unusable(const t_outcome *outcome)
{
	if (outcome->end == END_NOT_STARTED && outcome->code == ENOENT)
		return text_copy("valgrind is not installed, run: make setup");
	char *words = outcome_words(outcome, &g_watched.limits);
	char *output = text_safe(outcome->output, outcome->output_size, 300);
	char *text = text_format("valgrind does not work here: %s %s", words, output);
	free(output);
	free(words);
	return text;
}

/* One look. Returns nonzero if another is worth while, with `wanted` reduced to what is left. */
static int look(t_watch *watch, const t_lesson *lesson, const char *work, char *wanted, unsigned long seed)
{
	t_trial trial;

	watch->unusable = trial_run(&trial, lesson, work, &g_watched, wanted, seed);
	if (watch->unusable != NULL)
		return 0;
	read_logs(watch, lesson, work);
	int last = read_slots(watch, lesson, &trial, wanted);
	if (last == -2)
		watch->unusable = why_unusable(&trial.outcome);
	else if (last >= 0)
		memset(wanted, 0, last + 1);
	trial_free(&trial);
	return last >= 0 && any_left(lesson, wanted);
}

t_watch watch(const t_lesson *lesson, const char *work, const char *wanted, unsigned long seed)
{
	size_t count = lesson->rubric.count;
	t_watch watch = {.died = -1,
		.seen = memory_for(count, 1),
		.errors = memory_for(count, sizeof(int)),
		.logs = memory_for(LOGS, sizeof(t_memcheck_log))};
	char *left = memory_for(count, 1);

	memcpy(left, wanted, count);
	for (int i = 0; i < LOOKS && any_left(lesson, left); i++)
		if (!look(&watch, lesson, work, left, seed))
			break;
	free(left);
	return watch;
}

void watch_free(t_watch *watch)
{
	for (size_t i = 0; i < watch->log_count; i++)
		memcheck_log_free(&watch->logs[i]);
	free(watch->logs);
	free(watch->findings);
	free(watch->seen);
	free(watch->errors);
	free(watch->death);
	free(watch->unusable);
	free(watch->version);
	*watch = (t_watch){0};
}
