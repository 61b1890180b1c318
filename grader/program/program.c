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

static t_outcome run_linker(const t_object *object, const t_lesson *lesson, const char *compiler,
	const char *build, const char *work)
{
	char *folder = realpath(build, NULL);
	char *suite = text_format("%s/suites/%s/suite.o", folder == NULL ? build : folder, lesson->name);
	char *libraries = text_copy(CHECK_LIBRARIES);
	char *rest;
	char *arguments[ARGUMENTS] = {"-no-pie", "-Wl,-z,noexecstack", "-o", "rows", object->path, suite};
	size_t count = 6;

	for (char *word = strtok_r(libraries, " ", &rest); word != NULL && count < ARGUMENTS - 1;
		word = strtok_r(NULL, " ", &rest))
		arguments[count++] = word;
	file_clear(work, "rows");
	/* In the work folder, because the linker leaves its own files where it runs if it is ended. */
	t_outcome outcome = compiler_run(
		compiler, &(t_command){.arguments = arguments, .folder = work}, &g_linker_limits);
	free(libraries);
	free(suite);
	free(folder);
	return outcome;
}

t_verdict program_link(const t_object *object, const t_lesson *lesson, const char *compiler,
	const char *build, const char *work)
{
	t_outcome outcome = run_linker(object, lesson, compiler, build, work);
	t_verdict verdict = VERDICT_GOOD;

	if (!outcome_good(&outcome))
	{
		/* The object has been inspected, so it is the suite or the machine that does not fit. */
		char *words = outcome_words(&outcome, &g_linker_limits);
		char *output = text_safe(outcome.output, outcome.output_size, 2000);
		verdict = (t_verdict){
			STATUS_BROKEN, text_format("the test program was not linked: %s\n%s", words, output)};
		free(output);
		free(words);
	}
	outcome_free(&outcome);
	return verdict;
}
