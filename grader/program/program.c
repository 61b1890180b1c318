#include "program.h"

#include "compiler.h"
#include "file.h"
#include "run.h"
#include "text.h"
#include "tool_limits.h"
#include "trial.h"

#include <stdlib.h>
#include <string.h>

#define SUBJECT TRIAL_SUBJECT_FOLDER "/" TRIAL_SUBJECT

/* Stands in for the submission: whatever is called of it is not there. */
#define NOTHING "-Wl,--unresolved-symbols=ignore-all"

static t_outcome run_linker(const char *object, const t_lesson *lesson,
	const char *compiler, const char *build, const char *work)
{
	char *folder = realpath(build, NULL);
	char *loop = text_format(
		"%s/suites/%s/loop.o", folder == NULL ? build : folder, lesson->name);
	char *subject = text_format("%s/" TRIAL_SUBJECT_FOLDER, work);
	/* The loop has some functions of the C library's, too: see its strings.c. What
	 * comes first is taken, so the loop stands before the submission. */
	char *arguments[] = {"-static", "-no-pie", "-nostdlib", "-Wl,-z,noexecstack",
		"-Wl,--allow-multiple-definition", "-o", SUBJECT, loop, (char *)object,
		NULL};

	folder_make(subject);
	file_clear(subject, TRIAL_SUBJECT);
	/* In the work folder, because the linker leaves its own files where it runs if it
	 * is ended. */
	t_outcome outcome = compiler_run(compiler,
		&(t_command){.arguments = arguments, .folder = work}, &g_compiler_limits);
	free(subject);
	free(loop);
	free(folder);
	return outcome;
}

/*
 * Whose fault it is that the linker failed: a name of the submission can be of a kind
 * that does not fit the C library's, and that must not look like a fault of the machine,
 * to be tried again for ever. If the loop by itself is linked, the machine is fit.
 */
static t_verdict blame(const t_outcome *outcome, const t_lesson *lesson,
	const char *compiler, const char *build, const char *work)
{
	t_outcome alone = run_linker(NOTHING, lesson, compiler, build, work);
	char *words = outcome_words(outcome, &g_compiler_limits);
	char *output = text_safe(outcome->output, outcome->output_size, 2000);
	t_verdict verdict = {STATUS_BROKEN, NULL};

	if (outcome->end == END_EXITED && outcome_good(&alone))
		verdict = (t_verdict){
			STATUS_REFUSED, text_format("it cannot be linked:\n%s", output)};
	else
		verdict.reason =
			text_format("the subject was not linked: %s\n%s", words, output);
	free(output);
	free(words);
	outcome_free(&alone);
	return verdict;
}

t_verdict program_link(const t_object *object, const t_lesson *lesson,
	const char *compiler, const char *build, const char *work)
{
	/* Its name in the work folder, so that what the linker says is the same each
	 * time. */
	t_outcome outcome =
		run_linker(strrchr(object->path, '/') + 1, lesson, compiler, build, work);
	t_verdict verdict = VERDICT_GOOD;

	if (!outcome_good(&outcome))
		verdict = blame(&outcome, lesson, compiler, build, work);
	outcome_free(&outcome);
	return verdict;
}

int program_link_nothing(
	const t_lesson *lesson, const char *compiler, const char *build, const char *work)
{
	t_outcome outcome = run_linker(NOTHING, lesson, compiler, build, work);
	int status = outcome_good(&outcome) ? 0 : -1;

	outcome_free(&outcome);
	return status;
}
