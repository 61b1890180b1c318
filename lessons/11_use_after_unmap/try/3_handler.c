/* What becomes of the report of a SIGSEGV handler that calls write, printf, or
 * localtime_r. */

#define _GNU_SOURCE
#include "experiment.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REPORT "the report"
#define PATIENCE 2 /* seconds */
#define ROOM 200
#define REPORTS 4

typedef void (*t_step)(void);

static char *g_dead; /* a page that nobody may touch */
static t_step g_report;

static void report_by_write(void)
{
	if (write(STDOUT_FILENO, REPORT "\n", strlen(REPORT "\n")) == -1)
		_exit(EXIT_FAILURE);
}

static void report_by_printf(void)
{
	printf("%s\n", REPORT);
}

static void report_and_flush(void)
{
	printf("%s\n", REPORT);
	fflush(stdout);
}

/* The time of the report would be in its line. */
static void report_with_time(void)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	report_by_write();
}

static void on_fault(int number)
{
	g_report();
	signal(number, SIG_DFL);
	raise(number);
}

static void fault_outside(void)
{
	(void)*(volatile char *)g_dead;
}

static void fault_in_printf(void)
{
	printf("the list: %s\n", g_dead);
}

static void fault_in_localtime(void)
{
	time_t now = time(NULL);

	localtime_r(&now, (struct tm *)(void *)g_dead);
}

static const t_step g_reports[REPORTS] = {
	report_by_write, report_by_printf, report_and_flush, report_with_time};
static const t_step g_faults[] = {fault_outside, fault_in_printf, fault_in_localtime};

/* The program that is watched: it has printed nothing yet. */
static int run(int fault, int report)
{
	const struct sigaction action = {.sa_handler = on_fault};

	/* Leave no core file. */
	prctl(PR_SET_DUMPABLE, 0);
	g_dead = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	g_report = g_reports[report];
	sigaction(SIGSEGV, &action, NULL);
	alarm(PATIENCE);
	g_faults[fault]();
	return EXIT_SUCCESS;
}

/* Has this program run, with its stdout in a pipe. Returns what becomes of the report. */
static const char *outcome(int fault, int report)
{
	char text[ROOM] = "";
	size_t size = 0;
	ssize_t more;
	int ends[2];
	int status = 0;
	const char words[2][2] = {{(char)('0' + fault)}, {(char)('0' + report)}};

	experiment_claim(pipe(ends) == 0, "a pipe");
	pid_t child = fork();
	if (child == 0)
	{
		dup2(ends[1], STDOUT_FILENO);
		execl("/proc/self/exe", "run", words[0], words[1], (char *)NULL);
		_exit(EXIT_FAILURE);
	}
	close(ends[1]);
	while ((more = read(ends[0], text + size, ROOM - 1 - size)) > 0)
		size += (size_t)more;
	close(ends[0]);
	waitpid(child, &status, 0);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return "hangs";
	if (strcmp(text, REPORT "\n") == 0)
		return "arrives";
	return strstr(text, REPORT) == NULL ? "is lost" : "is mixed up";
}

/* A line of the table. Returns what became of the report with the time. */
static const char *show(const char *place, int fault)
{
	const char *seen[REPORTS];

	for (int i = 0; i < REPORTS; i++)
		seen[i] = outcome(fault, i);
	experiment_saw(
		"%-16s %-9s %-9s %-15s %s", place, seen[0], seen[1], seen[2], seen[3]);
	experiment_claim(strcmp(seen[0], "arrives") == 0, "write works everywhere");
	experiment_claim(strcmp(seen[1], "is lost") == 0, "the buffer is lost");
	return seen[3];
}

int main(int argc, char **argv)
{
	if (argc == 3)
		return run(atoi(argv[1]), atoi(argv[2]));
	experiment_ask(
		"A handler of SIGSEGV prints a report to stdout, which is a pipe; then "
		"the process dies of the signal. Does the report arrive if the handler "
		"calls write, or printf, or printf and fflush, or first localtime_r, for "
		"the time, and then write? And what if the fault is in the middle "
		"of the program's own printf, or of its localtime_r?");
	experiment_saw("%-16s %-9s %-9s %-15s %s", "the fault is in", "write", "printf",
		"printf, fflush", "localtime_r, write");
	show("the program", 0);
	show("printf", 1);
	int hangs = strcmp(show("localtime_r", 2), "hangs") == 0;
#ifdef __GLIBC__
	experiment_claim(hangs, "localtime_r waits for its own lock");
#endif
	experiment_why(
		"printf leaves its text in a buffer, and a process that dies of a signal "
		"writes no buffers. fflush writes it, and perhaps a part of what the "
		"interrupted printf was about to print. %s write only asks the kernel: it "
		"has no buffer and no lock.",
		hangs ? "localtime_r was holding a lock when the fault came. The "
			"handler's localtime_r waits for that lock. But only the "
			"interrupted code can release it, and that waits for the handler "
			"to return: nothing moves any more, and nobody learns why. malloc "
			"has such locks as well, and so does all that calls malloc."
		      : "This C library holds no lock here; others do, and then the "
			"handler waits for ever.");
	return 0;
}
