#include "file.h"
#include "object.h"
#include "text.h"
#include "tool_limits.h"

#include <stdlib.h>
#include <string.h>

/*
 * The submission's names become local but for those of the contract, so that none of its
 * functions meets one of the C library's or of the loop's; and what it asks of the kernel
 * goes through grader/subject/inside.c.
 */

/* What inside.c stands in for, and the name it has there. */
static const char *const g_redirections[] = {
	"mmap=ledger_mmap",
	"mmap64=ledger_mmap64",
	"munmap=ledger_munmap",
	"mremap=ledger_mremap",
	"mprotect=ledger_mprotect",
	"madvise=ledger_madvise",
	"fork=ledger_fork",
	"kill=ledger_kill",
	"memfd_create=ledger_memfd_create",
	"ftruncate=ledger_ftruncate",
	"ftruncate64=ledger_ftruncate64",
	"fcntl=ledger_fcntl",
	"fcntl64=ledger_fcntl64",
	"close=ledger_close",
	"clock_gettime=ledger_clock_gettime",
	"clock_nanosleep=ledger_clock_nanosleep",
	"timer_settime=ledger_timer_settime",
	"wait=ledger_wait",
	"wait4=ledger_wait4",
	"waitpid=ledger_waitpid",
	"waitid=ledger_waitid",
};

#define REDIRECTIONS (sizeof(g_redirections) / sizeof(*g_redirections))
#define RELOCATABLE "relocatable.o"
#define FINISHED "submission.o"

/* Runs a tool that makes this file; if_not is the status where it fails. */
static t_verdict run_tool(
	const char *work, const char *made, char *const *arguments, t_status if_not)
{
	t_command command = {
		.arguments = arguments, .folder = work, .handles_submission = 1};

	file_clear(work, made);
	t_outcome outcome = run(&command, &g_compiler_limits);
	t_verdict verdict = VERDICT_GOOD;

	if (!outcome_good(&outcome))
	{
		char *words = outcome_words(&outcome, &g_compiler_limits);
		char *output = text_safe(outcome.output, outcome.output_size, 2000);
		verdict = (t_verdict){outcome_missing(&outcome) ? STATUS_BROKEN : if_not,
			text_format("%s: %s\n%s", arguments[0], words, output)};
		free(output);
		free(words);
	}
	outcome_free(&outcome);
	return verdict;
}

static void free_from(char **arguments, size_t first)
{
	for (size_t i = first; arguments[i] != NULL; i++)
		free(arguments[i]);
	free(arguments);
}

/* All objects of the submission become one, of this name in the work folder. */
static t_verdict join(const t_lesson *lesson, const char *work)
{
	char **arguments =
		memory_for(json_array_size(lesson->rubric.files) + 6, sizeof(*arguments));
	size_t count = 0;
	size_t index;
	json_t *file;

	arguments[count++] = "ld";
	arguments[count++] = "-r";
	arguments[count++] = "-o";
	arguments[count++] = RELOCATABLE;
	json_array_foreach(lesson->rubric.files, index, file)
		arguments[count++] = object_name(json_string_value(file));
	/* A name that two of its files define is the submission's mistake. */
	t_verdict verdict = run_tool(work, RELOCATABLE, arguments, STATUS_COMPILE_ERROR);
	free_from(arguments, 4);
	return verdict;
}

/* Whether objcopy works here: it can copy its own program. */
static int copies_itself(const char *work)
{
	char *tool = program_path("objcopy");
	char *arguments[] = {"objcopy", tool, FINISHED, NULL};
	t_verdict verdict = tool == NULL
				    ? (t_verdict){STATUS_BROKEN, NULL}
				    : run_tool(work, FINISHED, arguments, STATUS_BROKEN);

	free(verdict.reason);
	free(tool);
	return verdict.status == STATUS_GRADED;
}

static t_verdict rename_symbols(
	const t_lesson *lesson, const char *work, const char *from)
{
	char **arguments =
		memory_for(json_array_size(lesson->rubric.api) + REDIRECTIONS + 4,
			sizeof(*arguments));
	size_t count = 0;
	size_t index;
	json_t *name;

	arguments[count++] = "objcopy";
	arguments[count++] = (char *)from;
	arguments[count++] = FINISHED;
	json_array_foreach(lesson->rubric.api, index, name)
		arguments[count++] =
			text_format("--keep-global-symbol=%s", json_string_value(name));
	for (size_t i = 0; i < REDIRECTIONS; i++)
		arguments[count++] = text_format("--redefine-sym=%s", g_redirections[i]);
	/* A section can be such that nobody can copy it; or the machine is to blame. */
	t_verdict verdict = run_tool(work, FINISHED, arguments, STATUS_REFUSED);
	if (verdict.status == STATUS_REFUSED && !copies_itself(work))
		verdict.status = STATUS_BROKEN;
	free_from(arguments, 3);
	return verdict;
}

char *object_joined(const t_lesson *lesson)
{
	const json_t *files = lesson->rubric.files;

	return json_array_size(files) == 1
		       ? object_name(json_string_value(json_array_get(files, 0)))
		       : text_copy(RELOCATABLE);
}

t_verdict localise(t_object *object, const t_lesson *lesson, const char *work)
{
	char *from = object_joined(lesson);
	t_verdict verdict = json_array_size(lesson->rubric.files) == 1
				    ? VERDICT_GOOD
				    : join(lesson, work);

	if (verdict.status == STATUS_GRADED)
		verdict = rename_symbols(lesson, work, from);
	if (verdict.status == STATUS_GRADED)
		object->path = text_format("%s/%s", work, FINISHED);
	free(from);
	return verdict;
}
