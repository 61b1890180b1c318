#include "breakdown.h"
#include "file.h"
#include "object.h"
#include "text.h"
#include "tool_limits.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 6000

static t_outcome run_compiler(const t_compiler *compiler, const char *work,
	const char *file, const char *source_folder)
{
	char *object = object_name(file);
	/* So that debuggers and valgrind name the student's file, not the copy that is
	 * compiled. */
	char *map = text_format("-fdebug-prefix-map=%s=%s", work, source_folder);
	/* DWARF 4: valgrind 3.19 cannot read the version 5 that clang writes. */
	char *const arguments[] = {COMPILER_OPTIONS(compiler), "-gdwarf-4", "-gz=none",
		map, "-c", "-o", object, (char *)file, NULL};
	t_command command = {
		.arguments = arguments, .folder = work, .handles_submission = 1};
	file_clear(work, object);
	t_outcome outcome = compiler_run(compiler->command, &command, &g_compiler_limits);

	free(map);
	free(object);
	return outcome;
}

static t_verdict complain(
	const char *file, const t_outcome *outcome, const char *messages)
{
	t_verdict verdict = breakdown(file, outcome);

	if (verdict.status != STATUS_GRADED)
		return verdict;
	return (t_verdict){STATUS_COMPILE_ERROR,
		text_format("%s does not compile:\n%s", file, messages)};
}

t_verdict compile(t_object *object, const t_compiler *compiler, const char *work,
	const char *file, const char *source_folder)
{
	t_outcome outcome = run_compiler(compiler, work, file, source_folder);
	char *messages = text_safe(outcome.output, outcome.output_size, SHOWN);
	t_verdict verdict = VERDICT_GOOD;

	if (outcome_good(&outcome))
	{
		char *all = text_format("%s%s", object->warnings, messages);
		free(object->warnings);
		object->warnings = all;
	}
	else
		verdict = complain(file, &outcome, messages);
	free(messages);
	outcome_free(&outcome);
	return verdict;
}
