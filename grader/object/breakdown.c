#include "breakdown.h"

#include "text.h"
#include "tool_limits.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/*
 * gcc and clang tell of their own end as of a bug in them, and ask for a report. What
 * ended them was a limit of ours, or a source that takes more of them than they have.
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
	{"Segmentation fault", "something in the file is nested too deeply for it"},
	{"stack overflow", "something in the file is nested too deeply for it"},
	{"internal compiler error", "it broke down"},
	{"PLEASE submit a bug report", "it broke down"},
};

/* A line of the compiler driver about itself, not about a place in a file. */
static int is_of_driver(const char *output, const char *at)
{
	static const char *const own[] = {"gcc", "clang", "cc1", "cc", "as", "LLVM ERROR",
		"virtual memory", "PLEASE", "Assembler messages", "Fatal error", "/"};

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
		for (const char *at = output; (at = strstr(at, g_signs[i].words)) != NULL;
			at++)
			if (is_of_driver(output, at))
				return g_signs[i].meaning;
	return NULL;
}

/*
 * SIGKILL is none of our limits: it is what Linux sends where the memory of the machine
 * runs out. Of a program that the compiler had started only the compiler's words would
 * tell it, and a source can put words into its mouth: the kernel's own count does.
 */
static int was_killed(const t_outcome *outcome)
{
	int killed = outcome->end == END_SIGNALED && outcome->code == SIGKILL;

	return outcome->bloated == 0 &&
	       (killed || (outcome->end == END_EXITED && outcome->oom_kills > 0));
}

static const char *own_meaning(const t_outcome *outcome)
{
	if (outcome->bloated > 0)
		return "its memory ran out";
	return outcome->end == END_EXITED ? meaning_of(outcome->output) : NULL;
}

t_verdict breakdown(const char *file, const t_outcome *outcome)
{
	const char *meaning = own_meaning(outcome);

	if (outcome_starved(outcome))
		return (t_verdict){STATUS_BROKEN,
			text_copy(
				"the machine is too busy for the compiler: grade again")};
	if (was_killed(outcome))
		return (t_verdict){STATUS_BROKEN,
			text_copy("something killed the compiler, as Linux does "
				  "when memory runs out: grade again")};
	if (outcome->end == END_EXITED && meaning == NULL)
		return VERDICT_GOOD;
	char *words = meaning != NULL ? text_copy(meaning)
				      : outcome_words(outcome, &g_compiler_limits);
	t_verdict verdict =
		outcome_missing(outcome)
			? (t_verdict){STATUS_BROKEN,
				  text_format("the compiler: %s", words)}
			: (t_verdict){STATUS_COMPILE_ERROR,
				  text_format(
					  "the compiler did not come to its end with %s: %s",
					  file, words)};
	free(words);
	return verdict;
}
