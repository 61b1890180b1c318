#include "sim.h"

#include "file.h"
#include "run.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF(number) #number
#define AS_TEXT(number) TEXT_OF(number)
#define RUN AS_TEXT(SIM_RUN)

/*
 * Comparing 24 sources with 24 takes a tenth of a second and a few MiB. One that says "a
 * a a a ..." takes hours: sim_c is quadratic there, and worse.
 */
static const t_limits g_limits = {.wall_seconds = 60,
	.cpu_seconds = 3,
	.memory_mib = 1024,
	.file_mib = 1,
	.output_bytes = 32 << 20,
	.processes = 4};
static const t_limits g_alone_limits = {.wall_seconds = 20,
	.cpu_seconds = 1,
	.memory_mib = 1024,
	.file_mib = 1,
	.output_bytes = 32 << 20,
	.processes = 4};

int sim_put(const char *work, size_t number, const char *text)
{
	char *path = text_format("%s/%zu", work, number);
	int status = file_put(path, text, strlen(text));

	free(path);
	return status;
}

/* sim_c's arguments: the options, the sources, "/" and the others. An array for
 * free_words. */
static char **make_words(const char *const *options, t_numbers sources, t_numbers others)
{
	char **words = memory_for(sources.count + others.count + 10, sizeof(*words));
	size_t count = 0;

	for (words[count++] = text_copy("sim_c"); *options != NULL; options++)
		words[count++] = text_copy(*options);
	for (size_t i = 0; i < sources.count; i++)
		words[count++] = text_format("%zu", sources.list[i]);
	words[count++] = text_copy("/");
	for (size_t i = 0; i < others.count; i++)
		words[count++] = text_format("%zu", others.list[i]);
	return words;
}

static t_sim call(const char *work, char **words, const t_limits *limits, char **output)
{
	t_command command = {.arguments = words, .folder = work, .handles_submission = 1};
	t_outcome outcome = run(&command, limits);
	t_sim result =
		outcome_missing(&outcome) ? SIM_BROKEN
		: outcome_good(&outcome) && outcome.output_total == outcome.output_size
			? SIM_GOOD
			: SIM_TOO_MUCH;

	names_free(words);
	if (output != NULL)
		*output = text_copy(outcome.output);
	outcome_free(&outcome);
	return result;
}

t_sim sim_count(const char *work, t_numbers sources, char **output)
{
	/* -S: they are compared with old files only, and there are none. */
	static const char *const options[] = {"-n", "-S", NULL};

	return call(work, make_words(options, sources, (t_numbers){NULL, 0}), &g_limits,
		output);
}

t_sim sim_compare(const char *work, t_numbers sources, t_numbers others, char **output)
{
	/* -e: each pair by itself, so that what one has in common with another is not
	 * hidden by a third. */
	static const char *const among[] = {"-n", "-e", "-T", "-s", "-r" RUN, NULL};
	static const char *const with[] = {"-n", "-e", "-T", "-S", "-r" RUN, NULL};

	return call(work, make_words(others.count == 0 ? among : with, sources, others),
		&g_limits, output);
}

t_sim sim_alone(const char *work, size_t number)
{
	static const char *const options[] = {"-n", "-T", NULL};

	return call(work,
		make_words(options, (t_numbers){&number, 1}, (t_numbers){NULL, 0}),
		&g_alone_limits, NULL);
}

/* The line behind this one. */
static const char *next(const char *at)
{
	at += strcspn(at, "\n");
	return at + (*at == '\n');
}

int sim_next_count(const char **at, size_t *number, size_t *tokens)
{
	while (**at != '\0')
	{
		const char *line = *at;
		*at = next(line);
		if (sscanf(line, "File %zu: %zu token", number, tokens) == 2)
			return 1;
	}
	return 0;
}

int sim_next_run(const char **at, t_sim_run *found)
{
	while (**at != '\0')
	{
		const char *line = *at;
		*at = next(line);
		/* sscanf passes over newlines: from an empty line it would read the next,
		 * which is read once more then. */
		if (isdigit((unsigned char)*line) &&
			sscanf(line, "%zu: line %d-%d |%zu: line %d-%d [%zu]", &found->a,
				&found->a_from, &found->a_to, &found->b, &found->b_from,
				&found->b_to, &found->tokens) == 7)
			return 1;
	}
	return 0;
}
