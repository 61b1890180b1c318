/*
 * compare BUILD COMPILER SEED LESSON SUBMISSION WITH HTML JSON
 * compare size CONTRACT FILE...    for itself, see size.h
 *
 * A submission beside the reference solution, or beside the submission in the folder
 * WITH, on the terminal, and in the files HTML, as a page, and JSON, as comparison.h
 * says. SEED (1), WITH, HTML and JSON may be "". Exit status: 0, or 2 for bad input.
 */

#include "compare_page.h"
#include "comparison.h"
#include "file.h"
#include "run.h"
#include "size.h"
#include "state.h"
#include "terminal.h"
#include "text.h"
#include "view.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum
{
	BUILD = 1,
	COMPILER,
	SEED,
	LESSON,
	SUBMISSION,
	WITH,
	HTML,
	JSON,
	WORDS
};

static int complain(char *wrong)
{
	fprintf(stderr, "compare: %s\n", run_signal() != 0 ? "interrupted" : wrong);
	free(wrong);
	return 2;
}

static char *unwritten(const char *file)
{
	return text_format("%s cannot be written: %s", file, strerror(errno));
}

static char *write_page(const json_t *comparison, const char *file)
{
	size_t size;
	char *page = compare_page(comparison, &size);
	int status = file_write(file, page, size);

	free(page);
	return status == -1 ? unwritten(file) : NULL;
}

/* A name that is "" is of no file. */
static char *write_comparison(
	const json_t *comparison, const char *html, const char *json)
{
	t_look look = look_of(stdout);
	char *wrong = *html == '\0' ? NULL : write_page(comparison, html);

	if (wrong == NULL && *json != '\0' && result_write(comparison, json) == -1)
		wrong = unwritten(json);
	if (wrong == NULL)
		terminal_compare(stdout, &look, comparison);
	if (wrong == NULL && *html != '\0')
		printf("\nThe same as a page: %s\n", html);
	return wrong;
}

/* Reads a whole number from 0 on; "" is the seed that make grade takes. Returns NULL, or
 * what is wrong. */
static char *read_seed(const char *text, unsigned long *seed)
{
	char *end;

	if (*text == '\0')
		return NULL;
	errno = 0;
	*seed = strtoul(text, &end, 10);
	if (errno == 0 && *end == '\0' && text[0] >= '0' && text[0] <= '9')
		return NULL;
	return text_format("SEED is a whole number, not \"%s\"", text);
}

static char *compare(char **words)
{
	t_lesson lesson;
	t_pair pair = {.request = {.submission = words[SUBMISSION],
			       .compiler = words[COMPILER],
			       .level = "-Og",
			       .build = words[BUILD],
			       .seed = 1},
		.with = *words[WITH] == '\0' ? NULL : words[WITH]};
	char *wrong = read_seed(words[SEED], &pair.request.seed);

	if (wrong == NULL)
		wrong = lesson_open(&lesson, words[LESSON]);
	if (wrong != NULL)
		return wrong;
	json_t *comparison = comparison_make(&lesson, &pair, &wrong);
	if (comparison != NULL)
		wrong = write_comparison(comparison, words[HTML], words[JSON]);
	json_decref(comparison);
	lesson_close(&lesson);
	return wrong;
}

int main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "size") == 0)
		return size_print(argv[2], argv + 3);
	if (argc != WORDS)
		return complain(text_copy(
			"usage: compare BUILD COMPILER SEED LESSON SUBMISSION WITH HTML JSON"));
	/* What a submission may not see, whatever it is: the solutions stand in the
	 * checkout. */
	char *here = getcwd(NULL, 0);
	if (here != NULL)
		view_hide(here);
	free(here);
	run_catch_signals();
	char *wrong = compare(argv);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
