#include "measure.h"

#include "file.h"
#include "profile.h"
#include "text.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT (64 << 20)

#define ARGUMENTS 24

/* The first process is the last to end, so what is left in the file is its own. */
static const char *const g_callgrind[] = {"valgrind", "--tool=callgrind",
	"--callgrind-out-file=/proc/self/fd/6", "--compress-strings=no",
	"--compress-pos=no", "--vgdb=no", NULL};

static const t_manner g_counted = {
	.mode = TRIAL_COUNTED,
	.limits = {.wall_seconds = 240,
		.cpu_seconds = 120,
		.total_mib = TRIAL_MIB,
		.file_mib = 64,
		.output_bytes = 256 << 10,
		.processes = 64},
};

static int is_whole(const t_trial *trial, const t_lesson *lesson, const char *wanted)
{
	for (size_t i = 0; i < lesson->rubric.count; i++)
		if (wanted[i] && trial->rows[i].status != ROW_PASSED)
			return 0;
	return outcome_good(&trial->outcome);
}

static json_t *unmeasured(char *why)
{
	json_t *value = json_pack("{s:s}", "unmeasured", why);

	free(why);
	return value;
}

static json_t *read_profile(
	const t_ready *ready, const t_trial *trial, const char *wanted)
{
	const t_rubric *rubric = &ready->lesson->rubric;
	size_t size;

	if (!is_whole(trial, ready->lesson, wanted))
	{
		char *words = outcome_words(&trial->outcome, &g_counted.limits);
		json_t *value = unmeasured(text_format(
			"the rows do not run to completion under callgrind: %s", words));
		free(words);
		return value;
	}
	char *path = text_format("%s/" TRIAL_LOG "0", ready->work);
	char *text = file_read(path, LIMIT, &size);
	free(path);
	if (text == NULL)
		return unmeasured(text_copy("callgrind left no file"));
	json_t *value = profile_read(text, rubric->api, rubric->files);
	free(text);
	return value;
}

/* In which operation the ledger was called is told by its name, so that what it does in
 * place of the kernel can be left out. */
static void fill_arguments(char **arguments)
{
	size_t count = 0;

	for (; g_callgrind[count] != NULL; count++)
		arguments[count] = text_copy(g_callgrind[count]);
	for (size_t i = 0; g_ledger_calls[i] != NULL && count < ARGUMENTS - 1; i++)
		arguments[count++] =
			text_format("--separate-callers10=ledger_%s", g_ledger_calls[i]);
}

static char *run_counted(t_trial *trial, const t_ready *ready, const char *wanted)
{
	char *arguments[ARGUMENTS] = {NULL};
	t_manner manner = g_counted;

	fill_arguments(arguments);
	manner.prefix = (const char *const *)arguments;
	char *wrong = trial_run(trial, ready, &manner, wanted);
	for (size_t i = 0; i < ARGUMENTS; i++)
		free(arguments[i]);
	return wrong;
}

json_t *measure(const t_ready *ready, const char *wanted)
{
	t_trial trial;

	if (view_missing() != NULL)
		return unmeasured(text_format("not shut in (%s)", view_missing()));
	char *wrong = run_counted(&trial, ready, wanted);
	if (wrong != NULL)
		return unmeasured(wrong);
	json_t *value = read_profile(ready, &trial, wanted);
	trial_free(&trial);
	return value;
}
