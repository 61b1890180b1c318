/* Three bugs in an arena, and in blocks of malloc: memcheck, AddressSanitizer and the
 * tracer watch, and see what they see. */

#include "bugs.h"
#include "experiment.h"

#include <stdio.h>
#include <sys/personality.h>
#include <sys/wait.h>

#define SEEN 9 /* what a tool that has seen something exits with */
#define TOOLS 2

typedef struct s_tool
{
	const char *name;
	const char *build; /* makes what it runs; SELF is this program */
	const char *run; /* then come two numbers: see main */
	int is_here;
} t_tool;

static t_tool g_tools[TOOLS] = {
	{"memcheck", "command -v valgrind",
		"valgrind -q --vgdb=no --error-exitcode=9 --leak-check=full \"$SELF\"",
		0},
	{"ASan",
		"$compiler -std=gnu17 -g -fsanitize=address -Icommon "
		"-Ilessons/09b_arena_scope_leak_tracer -o \"$SELF.asan\" " __FILE__
		" $answer common/*.c",
		"ASAN_OPTIONS=exitcode=9 LSAN_OPTIONS=exitcode=9 timeout 20 "
		"\"$SELF.asan\"",
		0}};

/* Runs the command followed by these words. Returns its exit status. */
static int status_of(const char *command, const char *words)
{
	char line[1000];

	snprintf(line, sizeof(line), "%s %s >/dev/null 2>&1", command, words);
	int status = system(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A tool that cannot be had here, or that complains of sound code, is left out. */
static void find_tools(void)
{
	for (t_tool *tool = g_tools; tool < g_tools + TOOLS; tool++)
	{
		tool->is_here = status_of(tool->build, "") == 0 &&
				status_of(tool->run, "0 1") == 0;
		if (!tool->is_here)
			experiment_saw(
				"%s does not work here, so it sees nothing.", tool->name);
	}
}

/* A line of the table. */
static void watch_bug(t_bug bug, const char *what, int uses_malloc)
{
	const char *words[TOOLS] = {"-", "-"};
	int seen = uses_malloc ? 0 : in_arena(bug);
	char numbers[20];

	snprintf(numbers, sizeof(numbers), "%d %d", bug, uses_malloc);
	for (int i = 0; i < TOOLS; i++)
	{
		if (!g_tools[i].is_here)
			continue;
		int status = status_of(g_tools[i].run, numbers);
		experiment_claim(status == (uses_malloc ? SEEN : 0),
			"a tool sees the bugs of malloc's blocks, and no others");
		words[i] = status == SEEN ? "sees it" : "nothing";
	}
	experiment_claim(uses_malloc || seen, "the tracer sees each of them");
	experiment_saw("%-8s %-17s %-10s %-10s %s", uses_malloc ? "malloc" : "arena",
		what, words[0], words[1], uses_malloc ? "-" : "sees it");
}

/* With two numbers it makes a bug, for a tool to watch: which, and whose blocks. */
int main(int argc, char **argv)
{
	if (argc == 3)
	{
		(atoi(argv[2]) == 0 ? in_arena : with_malloc)((t_bug)atoi(argv[1]));
		return 0;
	}
	experiment_ask(
		"Three bugs: a byte is written past the end of a block, into the next "
		"one; a block is never released; a block is released twice. Which of "
		"memcheck, AddressSanitizer (ASan) and the tracer see which bug, in "
		"blocks of an arena and in blocks of malloc?");
	setenv("SELF", argv[0], 1);
	/* Where addresses are very random, an old ASan does not start. */
	personality(ADDR_NO_RANDOMIZE);
	find_tools();
	experiment_saw("%-26s %-10s %-10s tracer", "", "memcheck", "ASan");
	for (int uses_malloc = 0; uses_malloc < 2; uses_malloc++)
	{
		watch_bug(BYTE_TOO_FAR, "a byte too far", uses_malloc);
		watch_bug(NEVER_RELEASED, "never released", uses_malloc);
		watch_bug(RELEASED_TWICE, "released twice", uses_malloc);
	}
	experiment_why(
		"memcheck and ASan replace malloc and watch each block that it hands out. "
		"Of an arena they see one mapping, in which every byte may be written: they "
		"know nothing of the blocks in it. The tracer knows its blocks. But it looks "
		"only when you ask, and then says whose bytes have changed; memcheck and ASan "
		"name the very line that wrote them.");
	return 0;
}
