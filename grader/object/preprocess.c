#define _GNU_SOURCE
#include "allowed.h"
#include "breakdown.h"
#include "file.h"
#include "object.h"
#include "text.h"
#include "tool_limits.h"

#include <stdlib.h>
#include <string.h>

/*
 * A source may include what it brings along, the contract, and the system's headers.
 * Everything else is refused before the compiler's messages are shown to anyone: they
 * quote the lines of what was included, be it /etc/passwd or a solution.
 */

#define PREPROCESSED_LIMIT (32 << 20)
#define DEPENDENCIES_LIMIT (1 << 20)
#define SHOWN 6000

static t_verdict verdict(t_status status, char *reason)
{
	return (t_verdict){status, reason};
}

static char *work_file(const char *work, const char *file, const char *ending)
{
	return text_format("%s/%s%s", work, file, ending);
}

static t_outcome run_preprocessor(
	const t_compiler *compiler, const char *work, const char *file)
{
	char *output = text_format("%s.i", file);
	char *dependencies = text_format("%s.d", file);
	char *const arguments[] = {COMPILER_OPTIONS(compiler), "-E", "-v", "-MD", "-MF",
		dependencies, "-o", output, (char *)file, NULL};
	t_command command = {
		.arguments = arguments, .folder = work, .handles_submission = 1};
	file_clear(work, output);
	file_clear(work, dependencies);
	t_outcome outcome = compiler_run(compiler->command, &command, &g_compiler_limits);

	free(output);
	free(dependencies);
	return outcome;
}

/* The line that names the compiler: "gcc version 12.2.0 (Debian 12.2.0-14)". */
static char *compiler_version(const char *output)
{
	const char *at = strstr(output, " version ");

	if (at == NULL)
		return text_copy("unknown");
	const char *begin = at;
	while (begin > output && begin[-1] != '\n')
		begin--;
	begin += strspn(begin, " ");
	return text_safe(begin, strcspn(begin, "\n"), 200);
}

/*
 * What the preprocessor complained of in the submission's own files: lines that begin
 * with a plain file name, which clang writes as ./util.h. Others could come out of a file
 * that must not be read.
 */
static char *own_messages(const char *output)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	for (const char *line = output; *line != '\0';
		line += strcspn(line, "\n") + (line[strcspn(line, "\n")] != '\0'))
	{
		size_t length = strcspn(line, "\n");
		size_t here = text_begins(line, "./") ? strlen("./") : 0;
		size_t name = here + strcspn(line + here, ":/ \n");
		if (line[name] == ':' && (memmem(line, length, "error", 5) ||
						 memmem(line, length, "warning", 7)))
			fprintf(out, "%.*s\n", (int)length, line);
	}
	fclose(out);
	return text;
}

/* Cuts the next name off a list as make reads it, where "\ " is a blank of a name. */
static char *next_name(char **list)
{
	char *at = *list + strspn(*list, " \n\\");
	char *begin = at;
	char *to = at;

	while (*at != '\0' && *at != ' ' && *at != '\n')
	{
		if (*at == '\\' && (at[1] == ' ' || at[1] == '#'))
			at++;
		*to++ = *at++;
	}
	*list = *at == '\0' ? at : at + 1;
	*to = '\0';
	return begin;
}

/* The first file that was included and must not be, as a new string, or NULL. */
static char *forbidden_include(char *dependencies, const char *work, const char *output)
{
	char *list = strchr(dependencies, ':');

	if (list == NULL)
		return NULL;
	list++;
	while (*list != '\0')
	{
		char *name = next_name(&list);
		if (*name != '\0' && !file_is_allowed(name, work, output))
			return text_copy(name);
	}
	return NULL;
}

static t_verdict check_includes(const char *work, const char *file, const char *output)
{
	size_t size;
	char *path = work_file(work, file, ".d");
	char *dependencies = file_read(path, DEPENDENCIES_LIMIT, &size);
	t_verdict result = VERDICT_GOOD;

	if (dependencies == NULL)
		result = verdict(STATUS_REFUSED,
			text_format("%s includes too much to be an answer", file));
	char *bad = dependencies == NULL ? NULL
					 : forbidden_include(dependencies, work, output);
	if (bad != NULL)
	{
		char *safe = text_safe(bad, strlen(bad), 200);
		result = verdict(STATUS_REFUSED,
			text_format("%s includes \"%s\": only files of the "
				    "submission, the contract and the system's "
				    "headers may be included",
				file, safe));
		free(safe);
	}
	free(bad);
	free(dependencies);
	free(path);
	return result;
}

/*
 * The file that a line marker of the preprocessed text names (# 12 "arena.c"), as a new
 * string; NULL where the line is none.
 */
static char *named_by_marker(const char *line)
{
	char *end;

	if (line[0] != '#' || line[1] != ' ')
		return NULL;
	strtol(line + 2, &end, 10);
	if (end == line + 2 || end[0] != ' ' || end[1] != '"')
		return NULL;
	return text_format("%.*s", (int)strcspn(end + 2, "\"\n"), end + 2);
}

/* The first file that a #line claims and must not, as a new string, or NULL. */
static char *forbidden_claim(const char *text, const char *work, const char *output)
{
	for (const char *line = text; line != NULL; line = strchr(line, '\n'))
	{
		line += *line == '\n';
		char *name = named_by_marker(line);
		if (name != NULL && name[0] != '<' &&
			!file_is_allowed(name, work, output))
			return name;
		free(name);
	}
	return NULL;
}

/* Compilers quote the lines of the file that #line names: a source could show any file
 * so. */
static t_verdict check_claims(
	const char *work, const char *file, const char *text, const char *output)
{
	char *bad = forbidden_claim(text, work, output);
	t_verdict result = VERDICT_GOOD;

	if (bad != NULL)
	{
		char *safe = text_safe(bad, strlen(bad), 200);
		result = verdict(STATUS_REFUSED,
			text_format("%s claims by #line to be \"%s\": only a file of "
				    "the submission may be named there",
				file, safe));
		free(safe);
	}
	free(bad);
	return result;
}

static t_verdict complain(const char *file, const t_outcome *outcome)
{
	t_verdict result = breakdown(file, outcome);

	if (result.status != STATUS_GRADED)
		return result;
	char *messages = own_messages(outcome->output);
	char *safe = text_safe(messages, strlen(messages), SHOWN);
	result = verdict(STATUS_COMPILE_ERROR,
		text_format("%s does not compile:\n%s", file,
			*safe == '\0'
				? "the preprocessor stopped in a file that is not part of the submission\n"
				: safe));
	free(messages);
	free(safe);
	return result;
}

/* Reads what the compiler will see. */
static t_verdict check_text(const char *work, const char *file, const char *output)
{
	size_t size;
	char *path = work_file(work, file, ".i");
	char *text = file_read(path, PREPROCESSED_LIMIT, &size);
	t_verdict result =
		text == NULL
			? verdict(STATUS_REFUSED,
				  text_format(
					  "%s unfolds to too much to be an answer", file))
			: check_claims(work, file, text, output);

	free(text);
	free(path);
	return result;
}

t_verdict preprocess(
	t_object *object, const t_compiler *compiler, const char *work, const char *file)
{
	t_outcome outcome = run_preprocessor(compiler, work, file);
	t_verdict result;

	if (object->compiler == NULL)
		object->compiler = compiler_version(outcome.output);
	if (!outcome_good(&outcome))
		result = complain(file, &outcome);
	else
		result = check_includes(work, file, outcome.output);
	if (result.status == STATUS_GRADED)
		result = check_text(work, file, outcome.output);
	outcome_free(&outcome);
	return result;
}
