/*
 * The grader's command: see usage(). The Makefile calls it, in the checkout's folder.
 * Exit status: 0 when grading worked, whatever the score; 1 when a score is below
 * --require; 2 for bad input, and where the grader could not do its work.
 */

#define _GNU_SOURCE
#include "commands.h"
#include "run.h"
#include "serve.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option g_options[] = {
	{"build", required_argument, NULL, 'b'},
	{"compiler", required_argument, NULL, 'c'},
	{"json", required_argument, NULL, 'j'},
	{"level", required_argument, NULL, 'l'},
	{"native", no_argument, NULL, 'n'},
	{"require", required_argument, NULL, 'r'},
	{"seconds", required_argument, NULL, 't'},
	{"seed", required_argument, NULL, 'e'},
	{"submission", required_argument, NULL, 's'},
	{"until-loss", no_argument, NULL, 'u'},
	{"verbose", required_argument, NULL, 'v'},
	{NULL, 0, NULL, 0},
};

static int usage(void)
{
	fputs("usage: grade [options]                  every lesson\n"
	      "       grade [options] LESSON           this one\n"
	      "       grade [options] row [LESSON [ROW]] one row, with what the submission prints\n"
	      "       grade [options] debug [LESSON [ROW]] the same in gdb\n"
	      "       grade [options] prepare [LESSON [ROW]] the same, ready for another debugger\n"
	      "       grade [options] hint [LESSON [ROW]] the next hint to it\n"
	      "                                        (an empty ROW: the first that is lost)\n"
	      "       grade [options] watch [LESSON]   a lesson at every save\n"
	      "       grade [options] html [FILE [LESSON]] an HTML page of the results\n"
	      "       grade [options] job DESCRIPTION SUBMISSION RESULT one of a class\n"
	      "       grade [options] serve            what the desk asks, a line each\n"
	      "       grade progress                   how far every lesson is, without grading\n"
	      "       grade lessons                    the lessons' names\n"
	      "       grade lesson LESSON              the name of this one's folder\n"
	      "       grade answer LESSON PATCH FOLDER the answer that a patch stands for\n"
	      "options: --submission FOLDER|PATCH --json FILE --require POINTS --seed NUMBER\n"
	      "         --compiler COMMAND --build FOLDER\n"
	      "         --seconds 60 (for a whole grading)\n"
	      "         --level -Og (of optimisation: -O0 to -O3, -Og)\n"
	      "         --until-loss (end with the first row that is lost)\n"
	      "         --verbose 1 (reports say everything)\n"
	      "         --native (what make watch shows first: without memcheck; nothing is kept)\n",
		stderr);
	return STATUS_USAGE;
}

/* Reads a whole number from 0 on. Returns 0, or -1 after saying what is wrong. */
static int read_number(const char *name, const char *text, unsigned long *number)
{
	char *end;

	errno = 0;
	*number = strtoul(text, &end, 10);
	if (errno == 0 && end != text && *end == '\0' && text[0] != '-')
		return 0;
	fprintf(stderr, "grade: %s is a whole number, not \"%s\"\n", name, text);
	return -1;
}

/* Reads a level of optimisation. Returns 0, or -1 after saying what is wrong. */
static int read_level(const char *text, const char **level)
{
	static const char *const levels[] = {"-O0", "-Og", "-O1", "-O2", "-O3"};

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (strcmp(text, levels[i]) == 0)
		{
			*level = levels[i];
			return 0;
		}
	fprintf(stderr,
		"grade: a level of optimisation is -O0, -Og, -O1, -O2 or -O3, not \"%s\"\n",
		text);
	return -1;
}

/* An option whose variable is empty in the Makefile counts as not given. */
static int read_option(t_options *options, int option, const char *text)
{
	unsigned long number;

	if (option == 'u')
		options->request.patience = UNTIL_LOSS;
	if (option == 'n')
		options->request.native = 1;
	if (text == NULL || *text == '\0')
		return 0;
	if (option == 'l')
		return read_level(text, &options->request.level);
	if (option == 'v')
		options->all = 1;
	else if (option == 'b')
		options->request.build = text;
	else if (option == 'c')
		options->request.compiler = text;
	else if (option == 's')
		options->request.submission = text;
	else if (option == 'j')
		options->json = text;
	else if (option == 't')
		return read_number("--seconds", text, &options->request.seconds);
	else if (option == 'e')
		return read_number("SEED", text, &options->request.seed);
	else if (option != 'r' || read_number("REQUIRE", text, &number) == -1)
		return -1;
	else
		options->require = (int)(number > 1000 ? 1000 : number);
	return 0;
}

static int dispatch(const t_options *options, int count, char **words)
{
	/* An empty word is none: make passes on what was not given. */
	const char *lesson = count > 1 && *words[1] != '\0' ? words[1] : NULL;
	const char *row = count > 2 && *words[2] != '\0' ? words[2] : NULL;

	if (count == 0)
		return command_grade_all(options);
	if (count == 1 && strcmp(words[0], "lessons") == 0)
		return command_lessons();
	if (count <= 3 && strcmp(words[0], "hint") == 0)
		return command_hint(options, lesson, row);
	if (count <= 2 && strcmp(words[0], "watch") == 0)
		return command_watch(options, count == 2 ? words[1] : NULL);
	if (count <= 3 && strcmp(words[0], "html") == 0)
		return command_html(options, count >= 2 ? words[1] : NULL,
			count == 3 ? words[2] : NULL);
	if (count == 1 && strcmp(words[0], "progress") == 0)
		return command_progress(options);
	if (count == 1 && strcmp(words[0], "serve") == 0)
		return command_serve(options->request.build);
	if (count == 1)
		return command_grade(options, words[0]);
	if (count == 2 && strcmp(words[0], "lesson") == 0)
		return command_lesson(options, lesson);
	if (count <= 3 && strcmp(words[0], "row") == 0)
		return command_row(options, lesson, row);
	if (count <= 3 && strcmp(words[0], "debug") == 0)
		return command_prepare(options, lesson, row, 1);
	if (count <= 3 && strcmp(words[0], "prepare") == 0)
		return command_prepare(options, lesson, row, 0);
	if (count == 4 && strcmp(words[0], "answer") == 0)
		return command_answer(words[1], words[2], words[3]);
	if (count == 4 && strcmp(words[0], "job") == 0)
		return command_job(options, words[1], words[2], words[3]);
	return usage();
}

int main(int argc, char **argv)
{
	t_options options = {
		.request = {
			.compiler = "gcc", .level = "-Og", .build = "build", .seed = 1}};
	int option;

	while ((option = getopt_long(argc, argv, "", g_options, NULL)) != -1)
	{
		if (option == '?')
			return usage();
		if (read_option(&options, option, optarg) == -1)
			return STATUS_USAGE;
	}
	run_catch_signals();
	int status = dispatch(&options, argc - optind, argv + optind);
	if (run_signal() != 0)
	{
		/* Our work is cleared away: now die of the signal, so that make stops
		 * too. */
		signal(run_signal(), SIG_DFL);
		raise(run_signal());
	}
	return status;
}
