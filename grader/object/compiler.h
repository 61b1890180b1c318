#ifndef COMPILER_H
#define COMPILER_H

#include "run.h"
#include "verdict.h"

/* How a submission is compiled: the command, "gcc", "clang" or "ccache gcc", and the
 * level of optimisation, "-Og". */
typedef struct s_compiler
{
	const char *command;
	const char *level;
} t_compiler;

/*
 * The options of every call. They must be the same where a source is inspected and where
 * it is compiled: a level of optimisation defines macros, and what stands between #ifdef
 * and #endif must not differ.
 */
#define COMPILER_OPTIONS(compiler)                                                       \
	"-std=gnu17", (char *)(compiler)->level, "-Wall", "-Wextra", "-Icontract"

/*
 * Runs the compiler, whose command is split at blanks as make does; the arguments of
 * `command` come after its words. No shell reads any of them.
 */
t_outcome compiler_run(
	const char *compiler, const t_command *command, const t_limits *limits);

/* STATUS_BROKEN, with a reason that names it, if there is no such program. */
t_verdict compiler_find(const t_compiler *compiler);

/*
 * STATUS_BROKEN if the compiler cannot even compile the lesson's own contract: then its
 * messages about a submission say nothing about the submission.
 */
t_verdict compiler_try(
	const t_compiler *compiler, const char *work, const char *contract);

#endif
