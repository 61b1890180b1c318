#include "breakdown.h"

#include "limits.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/*
 * gcc and clang tell of their own end as of a bug in them, and ask for a report. What ended them was
 * a limit of ours, or a source that takes more of them than they have.
 */

typedef struct s_sign
{
	const char *words; /* of the compiler */
	const char *meaning;
} t_sign;

static const t_sign g_signs[] = {
	{"File size limit exceeded", "what it wrote grew too large"},
	{"File too large", "what it wrote grew too large"},
	{"CPU time limit exceeded", "it took too much time"},
	{"out of memory", "its memory ran out"},
	{"memory exhausted", "its memory ran out"},
	{"Cannot allocate memory", "its memory ran out"},
	{"std::bad_alloc", "its memory ran out"},
	{"Killed", "it took too much time or memory"},
	{"Segmentation fault", "something in the file is nested too deeply for it"},
	{"stack overflow", "something in the file is nested too deeply for it"},
	{"internal compiler error", "it broke down"},
	{"PLEASE submit a bug report", "it broke down"},
};

/* A line of the compiler driver about itself, not about a place in a file. */
static int is_of_driver(const char *output, const char *at)
{
	static const char *const own[] = {"gcc", "clang", "cc1", "cc", "as", "LLVM ERROR", "virtual memory",
		"PLEASE", "Assembler messages", "Fatal error", "/"};

	while (at > output && at[-1] != '\n')
		at--;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (text_begins(at, own[i]))
			return 1;
	return strstr(at, "internal compiler error") != NULL;
}

static const char *meaning_of(const char *output)
{
	for (size_t i = 0; i < sizeof(g_signs) / sizeof(*g_signs); i++)
		for (const char *at = output; (at = strstr(at, g_signs[i].words)) != NULL; at++)
			if (is_of_driver(output, at))
				return g_signs[i].meaning;
	return NULL;
}

/* What gcc and clang say where SIGKILL ended the program that they had started. */
static const char *const g_said[] = {
	": fatal error: Killed signal terminated program ",
	": error: unable to execute command: Killed",
};

/* Whether what stands before it in its line is one word, the driver's name: a message about a source names a line and a column. */
static int begins_line(const char *output, const char *at)
{
	while (at > output && at[-1] != '\n')
		if (*--at == ':' || *at == ' ')
			return 0;
	return 1;
}

/* SIGKILL is none of our limits: it is what Linux sends where the memory of the machine runs out. */
static int was_killed(const t_outcome *outcome)
{
	if (outcome->end == END_SIGNALED && outcome->code == SIGKILL)
		return 1;
	for (size_t i = 0; i < sizeof(g_said) / sizeof(*g_said); i++)
	{
		const char *at = strstr(outcome->output, g_said[i]);
		if (outcome->end == END_EXITED && at != NULL && begins_line(outcome->output, at))
			return 1;
	}
	return 0;
}

t_verdict breakdown(const char *file, const t_outcome *outcome)
{
	const char *meaning = outcome->end == END_EXITED ? meaning_of(outcome->output) : NULL;

	if (was_killed(outcome))
		return (t_verdict){STATUS_BROKEN, text_copy("something killed the compiler, as Linux does "
							    "when memory runs out: grade again")};
	if (outcome->end == END_EXITED && meaning == NULL)
		return VERDICT_GOOD;
	char *words = meaning != NULL ? text_copy(meaning) : outcome_words(outcome, &g_compiler_limits);
	t_verdict verdict = outcome_missing(outcome)
				    ? (t_verdict){STATUS_BROKEN, text_format("the compiler: %s", words)}
				    : (t_verdict){STATUS_COMPILE_ERROR,
					      text_format("the compiler did not come to its end with %s: %s",
						      file, words)};
	free(words);
	return verdict;
}
