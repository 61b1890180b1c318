#ifndef COMPILER_H
#define COMPILER_H

/* How a submission is compiled: the command, "gcc" or "clang", and the level of optimisation, "-Og". */
typedef struct s_compiler
{
	const char *command;
	const char *level;
} t_compiler;

/*
 * What every call of the compiler begins with. They must be the same where a source is inspected and where it is
 * compiled: a level of optimisation defines macros, and what stands between #ifdef and #endif must not differ.
 */
#define COMPILER_BEGINS(compiler)                                                                            \
	(char *)(compiler)->command, "-std=gnu17", (char *)(compiler)->level, "-Wall", "-Wextra", "-Icontract"

#endif
