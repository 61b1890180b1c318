#include "step.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Enter has moved the cursor down: the question makes room for the next step. */
#define ERASE_LINE_ABOVE "\033[A\033[2K\r"

static int is_wanted(void)
{
	const char *step = getenv("STEP");

	return step != NULL && *step != '\0' && *step != '0' && isatty(STDIN_FILENO);
}

/* Byte by byte: a child of the demo reads from the same terminal, and must find what is
 * its own. */
static int read_line(void)
{
	char byte = '\0';
	ssize_t size;

	do
		size = read(STDIN_FILENO, &byte, 1);
	while ((size == 1 && byte != '\n') || (size == -1 && errno == EINTR));
	return size == 1 ? 0 : -1;
}

void demo_step(void)
{
	static int ended;

	/* What was shown so far is to be seen, and a crash in the next step must not take
	 * it along. */
	fflush(stdout);
	if (ended || !is_wanted())
		return;
	fputs("   [Enter] ", stdout);
	fflush(stdout);
	ended = read_line() == -1;
	if (ended)
		putchar('\n');
	else if (isatty(STDOUT_FILENO))
		fputs(ERASE_LINE_ABOVE, stdout);
}
