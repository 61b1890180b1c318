#include "trial.h"

#include "allow.h"
#include "file.h"
#include "text.h"
#include "view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ORDER "order.json"
#define RESULT "rows.json"
#define FILTER "filter"
#define RESULT_LIMIT (16 << 20)
#define WORDS 64
#define LARGE_FILE_MIB (((long)1 << 43) - 1) /* as large as a file can be */
#define SMALL_FILE_MIB 8
/* The examiner's turn.h says which descriptor this is. */
#define SOCKET "5"

#define NATIVE_LIMITS                                                                    \
	{                                                                                \
		.wall_seconds = 120, .cpu_seconds = 60, .total_mib = TRIAL_MIB,          \
		.file_mib = 64, .output_bytes = 256 << 10, .processes = 300              \
	}

const t_manner g_checked = {.limits = NATIVE_LIMITS};
const t_manner g_shown = {.shown = 1, .limits = NATIVE_LIMITS};

static const char *const g_modes[] = {[TRIAL_NATIVE] = "native",
	[TRIAL_WATCHED] = "watched",
	[TRIAL_COUNTED] = "watched",
	[TRIAL_DEBUGGED] = "debugged"};

/* Where a rule of the rubric stands among the rows that are wanted, or -1. */
static int place_of(const t_rubric *rubric, const char *wanted, int rule)
{
	int place = 0;

	for (int i = 0; i < rule; i++)
		place += wanted[i] && rubric->rules[i].judge == JUDGE_TEST;
	return rule >= 0 && wanted[rule] && rubric->rules[rule].judge == JUDGE_TEST
		       ? place
		       : -1;
}

static json_t *rows_of(const t_rubric *rubric, const char *wanted)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < rubric->count; i++)
	{
		const t_rule *rule = &rubric->rules[i];
		if (wanted[i] && rule->judge == JUDGE_TEST)
			json_array_append_new(rows,
				json_pack("{s:s, s:i, s:i}", "name", rule->name, "needs",
					place_of(rubric, wanted, rule->needs), "observes",
					(int)rule->observes));
	}
	return rows;
}

/* Writes the order, and the filter that the subject loads. Returns NULL or what is
 * wrong. */
static char *write_order(const char *work, json_t *order)
{
	char *path = text_format("%s/" ORDER, work);
	char *text = json_dumps(order, JSON_COMPACT);
	char *wrong = NULL;

	file_clear(work, RESULT);
	if (text == NULL || file_renew(path, text, strlen(text)) == -1)
		wrong = text_format("%s cannot be written: %s", work, strerror(errno));
	free(text);
	free(path);
	json_decref(order);
	return wrong;
}

static char *write_filter(const t_lesson *lesson, const char *work, t_stage stage)
{
	char *path = text_format("%s/" FILTER, work);
	char *wrong = NULL;

	file_clear(work, FILTER);
	int needs = (lesson->rubric.processes ? NEEDS_PROCESSES : 0) |
		    (lesson->rubric.memory_files ? NEEDS_FILES : 0);
	if (allow_write(path, stage, needs) == -1)
		wrong = text_format("%s cannot be written: %s", path, strerror(errno));
	free(path);
	return wrong;
}

static char *prepare(
	const t_ready *ready, const t_manner *manner, const char *wanted, int shut)
{
	int traced = manner->mode == TRIAL_NATIVE && run_may_trace();
	json_t *order = json_pack("{s:s, s:I, s:b, s:b, s:i, s:b, s:s, s:s, s:o}", "mode",
		g_modes[manner->mode], "seed", (json_int_t)ready->seed, "traced", traced,
		"shut", shut, "patience", manner->patience, "shown", manner->shown,
		"filter", FILTER, "folder", TRIAL_SUBJECT_FOLDER, "rows",
		rows_of(&ready->lesson->rubric, wanted));
	char *wrong = write_order(ready->work, order);

	if (wrong == NULL)
		wrong = write_filter(ready->lesson, ready->work,
			manner->mode == TRIAL_COUNTED   ? STAGE_COUNTED
			: manner->mode == TRIAL_WATCHED ? STAGE_WATCHED
			: traced                        ? STAGE_TRACED
							: STAGE_ALONE);
	return wrong;
}

char *trial_examiner(const t_ready *ready)
{
	char *folder = realpath(ready->build, NULL);
	char *path = text_format("%s/suites/%s/examiner",
		folder == NULL ? ready->build : folder, ready->lesson->name);

	free(folder);
	return path;
}

/* Where the program lies is told, since the examiner shows the subject its folder. */
static char **copy_words(const char *const *words, size_t count)
{
	char **copy = memory_for(count + 1, sizeof(*copy));
	char *path = strchr(words[0], '/') == NULL ? program_path(words[0]) : NULL;

	copy[0] = path == NULL ? text_copy(words[0]) : path;
	for (size_t i = 1; i < count; i++)
		copy[i] = text_copy(words[i]);
	return copy;
}

/* How the subject is started: behind bubblewrap where that can be, as *is_shut_in then
 * says. A new array. */
static char **subject_command(const char *work, const t_manner *manner, int *is_shut_in)
{
	const char *words[WORDS];
	size_t count = 0;

	while (manner->prefix != NULL && manner->prefix[count] != NULL &&
		count < WORDS - 3)
	{
		words[count] = manner->prefix[count];
		count++;
	}
	words[count++] = "./" TRIAL_SUBJECT;
	words[count++] = SOCKET;
	words[count] = NULL;
	char *folder = text_format("%s/" TRIAL_SUBJECT_FOLDER, work);
	char **command = view_arguments(&(t_command){
		.arguments = (char *const *)words, .folder = folder, .reads_only = 1});
	free(folder);
	*is_shut_in = command != NULL;
	return command != NULL ? command : copy_words(words, count);
}

/* How large a file may be. Those in memory take what is written there, and may be large
 * where the examiner counts that; under valgrind each may be as large as this. */
static long file_mib(const t_ready *ready, const t_manner *manner)
{
	if (!ready->lesson->rubric.memory_files)
		return manner->limits.file_mib;
	return manner->mode == TRIAL_NATIVE && run_may_trace() ? LARGE_FILE_MIB
							       : SMALL_FILE_MIB;
}

static t_outcome run_examiner(
	const t_ready *ready, const t_manner *manner, char **command)
{
	char *examiner = trial_examiner(ready);
	size_t count = 0;
	t_limits limits = manner->limits;

	limits.file_mib = file_mib(ready, manner);
	while (command[count] != NULL)
		count++;
	const char **arguments = memory_for(count + 5, sizeof(*arguments));
	arguments[0] = examiner;
	arguments[1] = ORDER;
	arguments[2] = RESULT;
	arguments[3] = "--";
	memcpy(arguments + 4, command, count * sizeof(*arguments));
	t_outcome outcome = run(&(t_command){.arguments = (char *const *)arguments,
					.folder = ready->work,
					.shown = manner->shown},
		&limits);
	free(arguments);
	free(examiner);
	return outcome;
}

/* A line of the examiner's. One that is cut short is none. */
static void read_line(t_trial *trial, const t_rubric *rubric, const char *line)
{
	json_t *object = json_loads(line, 0, NULL);
	const char *wrong = json_string_value(json_object_get(object, "wrong"));
	const char *name = json_string_value(json_object_get(object, "row"));
	int rule = name == NULL ? -1 : rubric_find(rubric, name);

	if (wrong != NULL && trial->wrong == NULL)
		trial->wrong = text_copy(wrong);
	if (rule != -1)
	{
		row_result_free(&trial->rows[rule]);
		trial->rows[rule] = row_result_read(object);
		trial->reported[rule] = 1;
	}
	json_decref(object);
}

void trial_read(t_trial *trial, const t_rubric *rubric, char *lines)
{
	char *rest;

	for (char *line = strtok_r(lines, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
		read_line(trial, rubric, line);
}

/* Returns NULL, or why it cannot be read; an examiner that was not started has written
 * none. */
static char *read_result(t_trial *trial, const t_rubric *rubric, const char *work)
{
	size_t size;
	char *path = text_format("%s/" RESULT, work);
	char *text = file_read(path, RESULT_LIMIT, &size);
	char *wrong = text == NULL && errno != ENOENT
			      ? text_format("%s: %s", path, strerror(errno))
			      : NULL;

	if (text != NULL)
		trial_read(trial, rubric, text);
	free(text);
	free(path);
	return wrong;
}

t_trial trial_begin(const t_rubric *rubric)
{
	t_trial trial = {.count = rubric->count,
		.rows = memory_for(rubric->count, sizeof(t_row_result)),
		.reported = memory_for(rubric->count, 1)};

	for (size_t i = 0; i < trial.count; i++)
		trial.rows[i].status = ROW_NOT_RUN;
	return trial;
}

char *trial_run(
	t_trial *trial, const t_ready *ready, const t_manner *manner, const char *wanted)
{
	const t_rubric *rubric = &ready->lesson->rubric;
	int is_shut_in;
	char **command = subject_command(ready->work, manner, &is_shut_in);
	char *wrong = prepare(ready, manner, wanted, !is_shut_in);

	*trial = trial_begin(rubric);
	if (wrong == NULL)
	{
		trial->outcome = run_examiner(ready, manner, command);
		wrong = read_result(trial, rubric, ready->work);
	}
	view_free(command);
	return wrong;
}

char *trial_prepare(const t_ready *ready, int rule, size_t pause_at)
{
	char *wanted = memory_for(ready->lesson->rubric.count, 1);

	wanted[rule] = 1;
	json_t *order = json_pack("{s:s, s:I, s:I, s:o}", "mode", g_modes[TRIAL_DEBUGGED],
		"seed", (json_int_t)ready->seed, "pause_at", (json_int_t)pause_at, "rows",
		rows_of(&ready->lesson->rubric, wanted));
	free(wanted);
	return write_order(ready->work, order);
}

char *trial_gave_up(const t_trial *trial, const t_limits *limits)
{
	const t_outcome *outcome = &trial->outcome;

	if (outcome->end != END_SIGNALED &&
		(outcome->end != END_EXITED || outcome->code == 0))
		return NULL;
	char *words = outcome_words(outcome, limits);
	char *output = text_safe(outcome->output, outcome->output_size, 500);
	char *text =
		text_format("the examiner did not do its work: %s %s", words, output);
	free(output);
	free(words);
	return text;
}

void trial_free(t_trial *trial)
{
	for (size_t i = 0; trial->rows != NULL && i < trial->count; i++)
		row_result_free(&trial->rows[i]);
	free(trial->rows);
	free(trial->reported);
	free(trial->wrong);
	outcome_free(&trial->outcome);
	*trial = (t_trial){0};
}
