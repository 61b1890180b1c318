#include "program.h"

#include "compiler.h"
#include "file.h"
#include "run.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* As pkg-config names them when the grader is built: "-lcheck_pic -lrt -lm -lsubunit". */
#ifndef CHECK_LIBRARIES
#error "CHECK_LIBRARIES must be defined"
#endif

#define ARGUMENTS 32

static const t_limits g_linker_limits = {
	.wall_seconds = 30,
	.cpu_seconds = 10,
	.file_mib = 64,
	.output_bytes = 64 << 10,
	.processes = 16,
};

/* Stands in for the submission: whatever the suite calls of it is not there. */
#define NOTHING "-Wl,--unresolved-symbols=ignore-all"

static t_outcome run_linker(const char *object, const t_lesson *lesson,
	const char *compiler, const char *build, const char *work)
{
	char *folder = realpath(build, NULL);
	char *suite = text_format(
		"%s/suites/%s/suite.o", folder == NULL ? build : folder, lesson->name);
	char *libraries = text_copy(CHECK_LIBRARIES);
	char *rest;
	char *arguments[ARGUMENTS] = {
		"-no-pie", "-Wl,-z,noexecstack", "-o", "rows", (char *)object, suite};
	size_t count = 6;

	for (char *word = strtok_r(libraries, " ", &rest);
		word != NULL && count < ARGUMENTS - 1; word = strtok_r(NULL, " ", &rest))
		arguments[count++] = word;
	file_clear(work, "rows");
	/* In the work folder, because the linker leaves its own files where it runs if it
	 * is ended. */
	t_outcome outcome = compiler_run(compiler,
		&(t_command){.arguments = arguments, .folder = work}, &g_linker_limits);
	free(libraries);
	free(suite);
	free(folder);
	return outcome;
}

/*
 * Whose fault it is that the linker failed: a name of the submission can be of a kind
 * that does not fit the C library's, and that must not look like a fault of the machine,
 * to be tried again for ever. If the suite by itself is linked, the machine is fit.
 */
static t_verdict blame(const t_outcome *outcome, const t_lesson *lesson,
	const char *compiler, const char *build, const char *work)
{
	t_outcome alone = run_linker(NOTHING, lesson, compiler, build, work);
	char *words = outcome_words(outcome, &g_linker_limits);
	char *output = text_safe(outcome->output, outcome->output_size, 2000);
	t_verdict verdict = {STATUS_BROKEN, NULL};

	if (outcome->end == END_EXITED && outcome_good(&alone))
		verdict = (t_verdict){STATUS_REFUSED,
			text_format("it cannot be linked with the tests:\n%s", output)};
	else
		verdict.reason = text_format(
			"the test program was not linked: %s\n%s", words, output);
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
