#include "measure.h"

#include "file.h"
#include "profile.h"
#include "text.h"
#include "trial.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "callgrind.out."
#define LIMIT (64 << 20)

#define ARGUMENTS 24

/* Each process writes a file of its own. */
static const char *const g_callgrind[] = {"valgrind", "--tool=callgrind",
	"--callgrind-out-file=" PREFIX "%p", "--compress-strings=no", "--compress-pos=no",
	"--vgdb=no", NULL};

static const t_manner g_counted = {
	.direct = 1,
	/* callgrind opens its file when the program has ended, and the program's filter
	 * still holds. */
	.writes = 1,
	.limits = {.wall_seconds = 240,
		.cpu_seconds = 120,
		.total_mib = TRIAL_MIB,
		.file_mib = 64,
		.output_bytes = 256 << 10,
		.processes = 64},
};

/* The file of the first process: in a namespace of their own all others have higher
 * numbers. */
static char *read_first(const char *work)
{
	char **names = folder_names(work, NULL);
	long least = 0;
	size_t size;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		long pid = text_begins(names[i], PREFIX) ? atol(names[i] + strlen(PREFIX))
							 : 0;
		if (pid > 0 && (least == 0 || pid < least))
			least = pid;
	}
	names_free(names);
	char *path = text_format("%s/" PREFIX "%ld", work, least);
	char *text = file_read(path, LIMIT, &size);
	free(path);
	return text;
}

static int is_whole(const t_trial *trial, const t_lesson *lesson, const char *wanted)
{
	for (size_t i = 0; i < lesson->rubric.count; i++)
		if (wanted[i] && trial->board->slots[i].token !=
					 board_token(trial->board->nonce, i))
			return 0;
	return outcome_good(&trial->outcome);
}

static json_t *unmeasured(char *why)
{
	json_t *value = json_pack("{s:s}", "unmeasured", why);

	free(why);
	return value;
}

static json_t *read_profile(const t_lesson *lesson, const char *work,
	const t_trial *trial, const char *wanted)
{
	if (!is_whole(trial, lesson, wanted))
	{
		char *words = outcome_words(&trial->outcome, &g_counted.limits);
		json_t *value = unmeasured(text_format(
			"the rows did not come to their ends under callgrind: %s",
			words));
		free(words);
		return value;
	}
	char *text = read_first(work);
	if (text == NULL)
		return unmeasured(text_copy("callgrind left no file"));
	json_t *value = profile_read(text, lesson->rubric.api, lesson->rubric.files);
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

static char *run_counted(t_trial *trial, const t_lesson *lesson, const char *work,
	const char *wanted, unsigned long seed)
{
	char *arguments[ARGUMENTS] = {NULL};
	t_manner manner = g_counted;

	fill_arguments(arguments);
	manner.prefix = (const char *const *)arguments;
	char *wrong = trial_run(trial, lesson, work, &manner, wanted, seed);
	for (size_t i = 0; i < ARGUMENTS; i++)
		free(arguments[i]);
	return wrong;
}

json_t *measure(
	const t_lesson *lesson, const char *work, const char *wanted, unsigned long seed)
{
	t_trial trial;

	if (view_missing() != NULL)
		return unmeasured(text_format("not shut in (%s)", view_missing()));
	char *wrong = run_counted(&trial, lesson, work, wanted, seed);
	if (wrong != NULL)
		return unmeasured(wrong);
	json_t *value = read_profile(lesson, work, &trial, wanted);
	trial_free(&trial);
	return value;
}
