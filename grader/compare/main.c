/*
 * compare BUILD COMPILER SEED LESSON SUBMISSION WITH HTML
 * compare size CONTRACT FILE...    for itself, see size.h
 *
 * A submission beside the reference solution, or beside the submission in the folder WITH, on the terminal; with HTML in
 * a page of that name instead. WITH and HTML may be "". Exit status: 0, or 2 for bad input.
 */

#include "comparison.h"
#include "file.h"
#include "html.h"
#include "run.h"
#include "size.h"
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
	WORDS
};

static int complain(char *wrong)
{
	fprintf(stderr, "compare: %s\n", run_signal() != 0 ? "interrupted" : wrong);
	free(wrong);
	return 2;
}

static char *write_page(const json_t *comparison, const char *file)
{
	size_t size;
	char *page = html_compare(comparison, &size);
	int status = file_write(file, page, size);

	free(page);
	if (status == -1)
		return text_format("the page cannot be written to %s: %s", file, strerror(errno));
	printf("The comparison is in %s\n", file);
	return NULL;
}

static char *write_comparison(const json_t *comparison, const char *html)
{
	t_look look = look_of(stdout);

	if (*html != '\0')
		return write_page(comparison, html);
	terminal_compare(stdout, &look, comparison);
	return NULL;
}

static char *compare(char **words)
{
	t_lesson lesson;
	t_pair pair = {.request = {.submission = words[SUBMISSION],
			       .compiler = words[COMPILER],
			       .level = "-Og",
			       .build = words[BUILD],
			       .seed = strtoul(words[SEED], NULL, 10)},
		.with = *words[WITH] == '\0' ? NULL : words[WITH]};
	char *wrong = lesson_open(&lesson, words[LESSON]);

	if (wrong != NULL)
		return wrong;
	json_t *comparison = comparison_make(&lesson, &pair, &wrong);
	if (comparison != NULL)
		wrong = write_comparison(comparison, words[HTML]);
	json_decref(comparison);
	lesson_close(&lesson);
	return wrong;
}

int main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "size") == 0)
		return size_print(argv[2], argv + 3);
	if (argc != WORDS)
		return complain(text_copy("usage: compare BUILD COMPILER SEED LESSON SUBMISSION WITH HTML"));
	/* What a submission may not see, whatever it is: the solutions stand in the checkout. */
	char *here = getcwd(NULL, 0);
	if (here != NULL)
		view_hide(here);
	free(here);
	run_catch_signals();
	char *wrong = compare(argv);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
