#include "compiler.h"

#include "file.h"
#include "text.h"
#include "tool_limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOWN 2000

/* The program of a command: it runs in another folder, where a relative path would lead
 * elsewhere. */
static char *program_of(const char *word)
{
	char *here = word[0] != '/' && strchr(word, '/') != NULL ? getcwd(NULL, 0) : NULL;
	char *program = here == NULL ? text_copy(word) : text_format("%s/%s", here, word);

	free(here);
	return program;
}

/* The words of a command, and these behind them: an array of new strings that ends with
 * NULL. */
static char **words_of(const char *command, char *const *arguments)
{
	char *copy = text_copy(command);
	char **words = memory_for(1, sizeof(*words));
	size_t count = 0;
	char *rest;

	for (char *word = strtok_r(copy, " \t\n", &rest); word != NULL;
		word = strtok_r(NULL, " \t\n", &rest))
	{
		words = memory_again(words, count + 2, sizeof(*words));
		words[count] = count == 0 ? program_of(word) : text_copy(word);
		count++;
	}
	for (size_t i = 0; arguments[i] != NULL; i++)
	{
		words = memory_again(words, count + 2, sizeof(*words));
		words[count++] = text_copy(arguments[i]);
	}
	words[count] = NULL;
	free(copy);
	return words;
}

t_outcome compiler_run(
	const char *compiler, const t_command *command, const t_limits *limits)
{
	t_command whole = *command;
	char **words = words_of(compiler, command->arguments);

	whole.arguments = words;
	t_outcome outcome = run(&whole, limits);
	names_free(words);
	return outcome;
}

static int is_there(const char *program)
{
	if (strchr(program, '/') != NULL)
		return access(program, X_OK) == 0;
	char *path = program_path(program);
	int found = path != NULL;
	free(path);
	return found;
}

t_verdict compiler_find(const t_compiler *compiler)
{
	char *const none[] = {NULL};
	char **words = words_of(compiler->command, none);
	t_verdict verdict = VERDICT_GOOD;

	if (words[0] == NULL || !is_there(words[0]))
		verdict = (t_verdict){STATUS_BROKEN,
			text_format(
				"the compiler \"%s\": %s; CC= names another, such as CC=gcc",
				words[0] == NULL ? "" : words[0], strerror(ENOENT))};
	names_free(words);
	return verdict;
}

t_verdict compiler_try(const t_compiler *compiler, const char *work, const char *contract)
{
	char *file = text_format("contract/%s", contract);
	char *const arguments[] = {
		COMPILER_OPTIONS(compiler), "-fsyntax-only", "-x", "c", file, NULL};
	t_command command = {
		.arguments = arguments, .folder = work, .handles_submission = 1};
	t_outcome outcome = compiler_run(compiler->command, &command, &g_compiler_limits);
	t_verdict verdict = VERDICT_GOOD;

	if (!outcome_good(&outcome))
	{
		char *words = outcome_words(&outcome, &g_compiler_limits);
		char *output = text_safe(outcome.output, outcome.output_size, SHOWN);
		verdict = (t_verdict){STATUS_BROKEN,
			text_format(
				"the compiler \"%s\" does not work here: it cannot compile %s itself: %s\n%s",
				compiler->command, contract, words, output)};
		free(output);
		free(words);
	}
	free(file);
	outcome_free(&outcome);
	return verdict;
}
