#define _GNU_SOURCE
#include "run.h"

#include "allow.h"
#include "keeper.h"
#include "text.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t g_signal;
static t_spent g_spent;

static void catch (int signal)
{
	g_signal = signal;
}

void run_catch_signals(void)
{
	/* No SA_RESTART: the read that waits for the outcome is to return. */
	struct sigaction action = {.sa_handler = catch};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

int run_signal(void)
{
	return g_signal;
}

static size_t read_all(int fd, void *data, size_t size)
{
	char *bytes = data;
	size_t got = 0;

	while (got < size)
	{
		ssize_t part = read(fd, bytes + got, size - got);
		if (part == -1 && errno == EINTR && g_signal == 0)
			continue;
		if (part <= 0)
			break;
		got += part;
	}
	return got;
}

static t_outcome not_started(int error)
{
	return (t_outcome){
		.end = END_NOT_STARTED, .code = error, .output = text_copy("")};
}

/* The outcome that the keeper reports; a keeper that died reports none. */
static t_outcome receive(int fd)
{
	t_outcome outcome;

	if (read_all(fd, &outcome, sizeof(outcome)) != sizeof(outcome))
		return not_started(g_signal != 0 ? EINTR : ECHILD);
	outcome.output = memory_for(outcome.output_size + 1, 1);
	if (read_all(fd, outcome.output, outcome.output_size) == outcome.output_size)
		return outcome;
	free(outcome.output);
	return not_started(EIO);
}

/* Runs the command as it is, with `confined` nonzero behind bubblewrap. */
static t_outcome run_as_is(const t_command *command, const t_limits *limits, int confined)
{
	int report[2];
	int lifeline[2];

	if (g_signal != 0)
		return not_started(EINTR);
	if (pipe2(report, O_CLOEXEC) == -1)
		return not_started(errno);
	if (pipe2(lifeline, O_CLOEXEC) == -1)
	{
		close(report[0]);
		close(report[1]);
		return not_started(errno);
	}
	pid_t pid = fork();
	if (pid == 0)
	{
		close(report[0]);
		close(lifeline[1]);
		keeper(command, limits, confined, report[1], lifeline[0]);
	}
	close(report[1]);
	close(lifeline[0]);
	t_outcome outcome = pid == -1 ? not_started(errno) : receive(report[0]);
	close(report[0]);
	close(lifeline[1]);
	while (pid != -1 && waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		continue;
	return outcome;
}

void run_budget(double seconds)
{
	g_spent = (t_spent){.budget = seconds};
}

t_spent run_spent(void)
{
	return g_spent;
}

/* Runs it as long as the budget lasts. */
static t_outcome run_within_budget(
	const t_command *command, const t_limits *limits, int confined)
{
	t_limits own = *limits;

	if (g_spent.budget == 0)
		return run_as_is(command, limits, confined);
	own.own_seconds = g_spent.budget - g_spent.cpu_seconds - g_spent.slept_seconds;
	t_outcome outcome = own.own_seconds > 0 ? run_as_is(command, &own, confined)
						: (t_outcome){.end = END_SPENT,
							  .output = text_copy("")};
	g_spent.all |= outcome.end == END_SPENT;
	g_spent.cpu_seconds += outcome.cpu_seconds;
	g_spent.slept_seconds += outcome.slept_seconds;
	return outcome;
}

static t_outcome run_confined(
	const t_command *command, const t_limits *limits, char **arguments)
{
	t_command behind = *command;

	behind.arguments = arguments;
	t_outcome outcome = run_within_budget(&behind, limits, 1);
	if (!view_has_failed(&outcome))
		return outcome;
	outcome_free(&outcome);
	return run_within_budget(command, limits, 0);
}

t_outcome run(const t_command *command, const t_limits *limits)
{
	char **arguments = command->handles_submission ? view_arguments(command) : NULL;

	/* Made once, and not in each process. */
	if (command->handles_submission && allow_tools() == -1)
	{
		view_free(arguments);
		return not_started(errno);
	}
	t_outcome outcome = arguments != NULL ? run_confined(command, limits, arguments)
					      : run_within_budget(command, limits, 0);
	view_free(arguments);
	return outcome;
}

int run_may_trace(void)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? EXIT_SUCCESS
								 : EXIT_FAILURE);
	/* Where no process can be made, that says nothing about ptrace. */
	return child == -1 || waitpid(child, &status, 0) != child || status == 0;
}

void outcome_free(t_outcome *outcome)
{
	free(outcome->output);
	outcome->output = NULL;
}

int outcome_good(const t_outcome *outcome)
{
	return outcome->end == END_EXITED && outcome->code == 0;
}

int outcome_missing(const t_outcome *outcome)
{
	return outcome->end == END_NOT_STARTED || outcome->end == END_NOT_CONFINED;
}

int outcome_starved(const t_outcome *outcome)
{
	return outcome->end == END_TIMED_OUT &&
	       outcome->cpu_seconds + outcome->slept_seconds < outcome->seconds / 2;
}

char *outcome_words(const t_outcome *outcome, const t_limits *limits)
{
	if (outcome->end == END_SIGNALED && outcome->code == SIGXCPU)
		return text_format(
			"it was ended after %ld s of CPU time", limits->cpu_seconds);
	if (outcome->end == END_SIGNALED && outcome->code == SIGXFSZ)
		return text_format("it was ended because a file grew beyond %ld MiB",
			limits->file_mib);
	if (outcome->end == END_SIGNALED && outcome->code == SIGKILL &&
		outcome->bloated > 0)
		return text_format(
			"it was ended because its processes had more than %ld MiB of memory",
			limits->total_mib);
	if (outcome->end == END_SIGNALED)
		return text_format("signal %d (%s) ended it", outcome->code,
			strsignal(outcome->code));
	if (outcome->end == END_TIMED_OUT)
		return text_format("it was ended after %g s", limits->wall_seconds);
	if (outcome->end == END_SPENT)
		return text_format(
			"the %g s that a grading may take were used up", g_spent.budget);
	if (outcome->end == END_FLOODED)
		return text_format(
			"it was ended after %zu bytes of output", outcome->output_total);
	if (outcome->end == END_SWARMED)
		return text_format("it was ended because it had more than %d processes",
			limits->processes);
	if (outcome->end == END_NOT_STARTED)
		return text_format(
			"it could not be started: %s", strerror(outcome->code));
	if (outcome->end == END_NOT_CONFINED)
		return text_format("bubblewrap failed: %.300s", outcome->output);
	return text_format("it exited with status %d", outcome->code);
}
