/* What memcheck sees of memory that is mapped twice: this program runs itself under
 * valgrind. */

#include "experiment.h"
#include "overlap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE 4096
#define LINES 2
#define MARK "what comes after this is about the read\n"

static char g_report[2000];

/* Under valgrind: writes a byte that nobody has initialised through one view, and decides
 * something by it, through the same view or through another. */
static int read_uninitialised(int through_other)
{
	t_memory m;

	if (memory_init(&m, SIZE) == -1)
		return EXIT_FAILURE;
	volatile char *one = memory_view(&m, 0, SIZE);
	volatile char *two = memory_view(&m, 0, SIZE);
	char *fresh = malloc(1);
	if (one == NULL || two == NULL || fresh == NULL)
		return EXIT_FAILURE;
	*one = *fresh;
	if (write(STDOUT_FILENO, MARK, strlen(MARK)) == -1)
		return EXIT_FAILURE;
	if (*(through_other ? two : one) == 'X')
		puts("X");
	free(fresh);
	return memory_close(&m);
}

/* Copies the first lines that valgrind printed about the read to g_report. Returns 0 if
 * valgrind did not get that far. */
static int run_valgrind(const char *which)
{
	char command[200];
	char line[200];
	int lines = -1;

	snprintf(command, sizeof(command),
		"ulimit -c 0; valgrind -q --log-fd=1 \"$SELF\" %s 2>/dev/null", which);
	g_report[0] = '\0';
	FILE *out = popen(command, "r");
	experiment_claim(out != NULL, "a shell can be run");
	while (fgets(line, sizeof(line), out) != NULL)
	{
		/* Each line begins with ==PID== and a blank. */
		const char *text = strstr(line, "== ");
		if (strcmp(line, MARK) == 0)
			lines = 0;
		if (lines == -1 || lines == LINES || text == NULL || text[3] == '\n')
			continue;
		strcat(g_report, text + 3);
		lines++;
	}
	pclose(out);
	return lines != -1;
}

int main(int count, char **arguments)
{
	if (count == 2)
		return read_uninitialised(strcmp(arguments[1], "other") == 0);
	setenv("SELF", arguments[0], 1);
	if (!run_valgrind("same"))
	{
		experiment_saw("Skipped: valgrind is missing here, or does not work.");
		return 0;
	}
	experiment_ask(
		"A byte that nobody has initialised is copied into a memory object, "
		"through a view. Then an if reads it through the same view. What "
		"does memcheck report?");
	experiment_claim(strstr(g_report, "uninitialised") != NULL,
		"memcheck reports an uninitialised value");
	experiment_saw("%s", g_report);

	experiment_ask(
		"\nNow the if reads it through a second view of the same byte. What "
		"does memcheck report?");
	experiment_claim(run_valgrind("other"), "valgrind runs the program again");
	experiment_claim(*g_report == '\0', "memcheck reports nothing");
	experiment_saw("Nothing.");
	experiment_why(
		"memcheck keeps its notes by address: for each one, whether it may be used "
		"and whether its bits are initialised. mmap makes them all initialised. "
		"The write through the first view changed the notes of that view's "
		"addresses. The second view has notes of its own, and nothing told memcheck "
		"that they are about the same byte. What is true of one view, it does not "
		"know of the other.");
	return 0;
}
