#include "watch.h"

#include "file.h"
#include "symbols.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define LOOKS 3
#define LOG "memcheck.xml"
#define LOG_LIMIT (16 << 20)

/*
 * Rows mark where they begin and end by client messages, so that each error has a row.
 * Leaks are looked for at the end of a row, and only where the ledger says there is one:
 * --leak-check=no is for the end of the process. --vgdb=no: no FIFOs in /tmp. A forked
 * child is silent, as it would garble the file: it counts its errors on the board. To
 * read who was inlined where takes a fifth of the whole, and lines are right without it.
 */
static const char *const g_memcheck[] = {"valgrind", "--xml=yes", "--xml-file=" LOG,
	"--child-silent-after-fork=yes", "--vgdb=no", "--leak-check=no",
	"--show-leak-kinds=definite,indirect,possible", "--num-callers=16",
	"--read-inline-info=no", NULL};

/* No limit of the address space: valgrind reserves far more of it than it uses. */
static const t_manner g_watched = {
	.prefix = g_memcheck,
	.direct = 1,
	.limits = {.wall_seconds = 240,
		.cpu_seconds = 120,
		.total_mib = TRIAL_MIB,
		.file_mib = 64,
		.output_bytes = 256 << 10,
		.processes = 64},
};

/* Keeps what a log holds. */
static void read_log(t_watch *watch, const t_lesson *lesson, const char *path)
{
	size_t size;
	char *bytes = file_read(path, LOG_LIMIT, &size);

	if (bytes == NULL || watch->log_count == LOOKS)
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

/* Whether memcheck's last log, too, says that the row came to its end. */
static int is_logged(const t_watch *watch, const char *row)
{
	const t_memcheck_log *log =
		watch->log_count == 0 ? NULL : &watch->logs[watch->log_count - 1];

	return log != NULL && json_object_get(log->ended, row) != NULL;
}

/* Whether the program ended within the row, in good order: so memcheck's whole log
 * says. */
static int is_left_open(const t_watch *watch, const char *row)
{
	const t_memcheck_log *log =
		watch->log_count == 0 ? NULL : &watch->logs[watch->log_count - 1];

	return log != NULL && log->complete && log->open != NULL &&
	       strcmp(log->open, row) == 0;
}

static void note_death(t_watch *watch, int rule, const char *name, const t_trial *trial,
	const t_slot *slot)
{
	/* A row may expect what valgrind answers otherwise than the kernel: that is no
	 * bad access. */
	watch->seen[rule] = slot->said[0] != '\0';
	watch->exited |= !watch->seen[rule] && outcome_good(&trial->outcome) &&
			 (is_left_open(watch, name) ||
				 slot->closed != ~board_token(trial->board->nonce, rule));
	if (watch->seen[rule] || watch->died != -1)
		return;
	watch->died = rule;
	watch->death = slot->signal == SIGPROF
			       ? text_copy("it ran out of time")
			       : outcome_words(&trial->outcome, &g_watched.limits);
}

/*
 * Takes over what the board says. Returns the rule whose row ended the process, -1
 * where all rows came to their ends, and -2 where none began.
 */
static int read_slots(
	t_watch *watch, const t_lesson *lesson, const t_trial *trial, const char *wanted)
{
	int last = -2;

	for (size_t i = 0; i < lesson->rubric.count; i++)
	{
		const t_slot *slot = &trial->board->slots[i];
		if (!wanted[i] || slot->state == SLOT_WAITING ||
			slot->state == SLOT_UNKNOWN)
			continue;
		watch->errors[i] = (int)slot->memory_errors;
		watch->seen[i] = slot->token == board_token(trial->board->nonce, i) &&
				 is_logged(watch, lesson->rubric.rules[i].name);
		if (!watch->seen[i])
		{
			note_death(watch, i, lesson->rubric.rules[i].name, trial, slot);
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

/* No time was left for a look: that is no fault of valgrind's. */
static void note_unreached(t_watch *watch, const t_lesson *lesson, const char *wanted,
	const t_outcome *outcome)
{
	for (size_t i = 0; i < lesson->rubric.count && watch->died == -1; i++)
		if (wanted[i] && lesson->rubric.rules[i].judge == JUDGE_TEST)
		{
			watch->died = (int)i;
			watch->death = outcome_words(outcome, &g_watched.limits);
		}
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

/* One look. Returns nonzero if another is worth while, with `wanted` reduced to what is
 * left. */
static int look(t_watch *watch, const t_lesson *lesson, const char *work, char *wanted,
	unsigned long seed)
{
	t_trial trial;
	t_manner manner = g_watched;

	/* To read the C library's symbols takes a sixth of the whole, and no report names
	 * them. */
	manner.blank = libc_symbols();
	/* Neither the log of an earlier look, nor what a row may have left in its
	 * place. */
	file_clear(work, LOG);
	watch->wrong = trial_run(&trial, lesson, work, &manner, wanted, seed);
	if (watch->wrong != NULL)
		return 0;
	char *log = text_format("%s/%s", work, LOG);
	read_log(watch, lesson, log);
	free(log);
	int last = read_slots(watch, lesson, &trial, wanted);
	if (trial.outcome.end == END_NOT_CONFINED)
		watch->wrong = outcome_words(&trial.outcome, &g_watched.limits);
	else if (outcome_starved(&trial.outcome))
		watch->wrong =
			text_copy("the machine is too busy for memcheck: grade again");
	else if (last != -1 && trial.outcome.oom_kills > 0 && trial.outcome.bloated == 0)
		watch->wrong = text_copy(
			"the machine ran out of memory under memcheck: grade again");
	else if (last == -2 && trial.outcome.end == END_SPENT)
		note_unreached(watch, lesson, wanted, &trial.outcome);
	else if (last == -2)
		watch->unusable = why_unusable(&trial.outcome);
	else if (last >= 0)
		memset(wanted, 0, last + 1);
	/* A row that ran out of time or memory would not be the only one: another look
	 * takes as long again. */
	int hopeless = trial.board->timeouts > 0 || trial.outcome.bloated > 0 ||
		       trial.outcome.end == END_SPENT;
	trial_free(&trial);
	return last >= 0 && !hopeless && any_left(lesson, wanted);
}

t_watch watch(
	const t_lesson *lesson, const char *work, const char *wanted, unsigned long seed)
{
	size_t count = lesson->rubric.count;
	t_watch watch = {.died = -1,
		.seen = memory_for(count, 1),
		.errors = memory_for(count, sizeof(int)),
		.logs = memory_for(LOOKS, sizeof(t_memcheck_log))};
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
	free(watch->wrong);
	free(watch->version);
	*watch = (t_watch){0};
}
