/* What becomes of text in a stdio buffer when the process forks. */

#define _GNU_SOURCE
#include "experiment.h"
#include "fork_arena.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int print_child(t_arena *a, void *data)
{
	(void)a;
	(void)data;
	printf("child\n");
	return EXIT_SUCCESS;
}

/* The program that is watched: it prints "parent", and has a child that prints "child".
 */
static int speak(const char *how)
{
	t_arena a;
	t_trace trace;

	printf("parent\n");
	if (strcmp(how, "fork_trace") == 0)
		return arena_init(&a, 64, ARENA_COPIED) == -1 ||
		       fork_trace(&a, print_child, NULL, 0, &trace) == -1;
	if (strcmp(how, "fflush, fork") == 0)
		fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		print_child(NULL, NULL);
	if (child == 0 && strcmp(how, "fork, _exit") == 0)
		_exit(EXIT_SUCCESS);
	wait(NULL);
	return EXIT_SUCCESS;
}

/* Opens a pipe or a terminal: what is written to ends[1] can be read from ends[0]. */
static int open_ends(int is_terminal, int *ends)
{
	if (!is_terminal)
		return pipe(ends);
	ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
	if (ends[0] == -1 || grantpt(ends[0]) == -1 || unlockpt(ends[0]) == -1)
		return -1;
	ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY);
	return ends[1] == -1 ? -1 : 0;
}

/* Has this program speak. Fails where "parent" or "child" does not come so often. */
static void watch(int is_terminal, const char *how, int parents, int children)
{
	char line[80];
	int ends[2];
	int seen[2] = {0, 0};

	if (open_ends(is_terminal, ends) == -1)
	{
		experiment_saw("(No terminal can be opened here.)");
		return;
	}
	pid_t child = fork();
	if (child == 0)
	{
		dup2(ends[1], STDOUT_FILENO);
		execl("/proc/self/exe", "speak", how, (char *)NULL);
		_exit(EXIT_FAILURE);
	}
	close(ends[1]);
	FILE *in = fdopen(ends[0], "r");
	while (fgets(line, sizeof(line), in) != NULL)
		seen[strncmp(line, "child", 5) == 0]++;
	fclose(in);
	waitpid(child, NULL, 0);
	experiment_saw("%-12s%-14s%7d%9d", is_terminal ? "a terminal" : "a pipe", how,
		seen[0], seen[1]);
	experiment_claim(seen[0] == parents && seen[1] == children, "other numbers");
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return speak(argv[1]);
	experiment_ask(
		"A program prints \"parent\", then forks, and its child prints "
		"\"child\". How often does each line come out: on a terminal, into a "
		"pipe, with fflush before the fork, with _exit in the child, and with "
		"fork_trace?");
	experiment_saw("%-12s%-14s%7s%9s", "stdout", "calls", "parent", "child");
	watch(1, "fork, exit", 1, 1);
	watch(0, "fork, exit", 2, 1);
	watch(0, "fflush, fork", 1, 1);
	watch(0, "fork, _exit", 1, 0);
	watch(0, "fork_trace", 1, 1);
	experiment_why(
		"On a terminal stdio writes each line at once. Into a pipe or a file it "
		"keeps text in a buffer until the buffer is full or the program ends; "
		"fork copies the buffer, and exit writes it, in both processes. So the "
		"mistake may stay hidden until someone runs `make test | tee log`. _exit "
		"writes nothing: no line comes twice, but what the child printed is "
		"lost. So flush before the fork, and in the child flush before _exit.");
	return 0;
}
