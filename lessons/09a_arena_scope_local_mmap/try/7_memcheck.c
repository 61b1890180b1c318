/* What memcheck reports about the two reads of experiment 6: this program runs itself
 * under valgrind. */

#include "arena.h"
#include "experiment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE 65536
#define LINES 4
#define MARK "what comes after this is about the read\n"

static char g_report[2000];

/* Under valgrind: reads a freed arena's block, whose address may be in use again. */
static int read_freed(int is_reused)
{
	t_arena a;
	t_arena b = {0};

	arena_init(&a, SIZE);
	const volatile char *block = arena_alloc(&a, 64);
	arena_free(&a);
	if (is_reused)
		arena_init(&b, SIZE);
	if (write(STDOUT_FILENO, MARK, strlen(MARK)) != -1)
		(void)*block;
	return arena_free(&b);
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
		return read_freed(strcmp(arguments[1], "reused") == 0);
	setenv("SELF", arguments[0], 1);
	if (!run_valgrind("unused"))
	{
		experiment_saw("Skipped: valgrind is missing here, or does not work.");
		return 0;
	}
	experiment_ask("A program reads through a pointer into a freed arena, as in "
		       "experiment 6. What does memcheck report?");
	experiment_claim(strstr(g_report, "Invalid read of size 1") != NULL,
		"memcheck reports an invalid read");
	experiment_saw("%s", g_report);

	experiment_ask("\nNow a second arena has the same address. What does memcheck "
		       "report?");
	experiment_claim(run_valgrind("reused"), "valgrind runs the program again");
	experiment_claim(*g_report == '\0', "memcheck reports nothing");
	experiment_saw("Nothing.");
	experiment_why(
		"memcheck knows which addresses are mapped. The first read is outside "
		"of them, so it is reported. But memcheck cannot say whose block "
		"that was: it remembers old blocks of malloc, not old mappings. The "
		"second read is inside a mapping, and nothing shows that the pointer "
		"is older than that mapping.");
	return 0;
}
