/* What a handled signal does to a wait and to a sleep, with a loop and without. */

#include "experiment.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OFTEN 10000 /* microseconds */
#define ENOUGH 3

static void do_nothing(int signal)
{
	(void)signal;
}

/* From now on SIGALRM comes every so many microseconds, and is handled; 0: no more. */
static void ring(long us, int flags)
{
	const struct sigaction action = {.sa_handler = do_nothing, .sa_flags = flags};
	const struct itimerval timer = {{0, us}, {0, us}};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* Makes a child that exits with 5 as soon as *rope is closed. */
static pid_t begin(int *rope)
{
	int ends[2];
	char byte;

	experiment_claim(pipe(ends) == 0, "a pipe");
	pid_t child = fork();
	if (child == 0)
	{
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) == 0 ? 5 : EXIT_FAILURE);
	}
	close(ends[0]);
	*rope = ends[1];
	return child;
}

static void wait_once(pid_t child)
{
	ring(OFTEN, 0);
	int is_cut_short = waitpid(child, NULL, 0) == -1 && errno == EINTR;
	ring(0, 0);
	experiment_claim(is_cut_short, "waitpid is interrupted");
	experiment_saw("waitpid returned -1, and errno is EINTR.");
	experiment_claim(waitpid(child, NULL, WNOHANG) == 0, "the child runs on");
}

/* Lets the child end once the wait has been interrupted several times. */
static void wait_in_a_loop(pid_t child, int rope)
{
	int interruptions = 0;
	int status = 0;

	ring(OFTEN, 0);
	while (waitpid(child, &status, 0) == -1 && errno == EINTR)
		if (++interruptions == ENOUGH)
			close(rope);
	ring(0, 0);
	experiment_saw("%d interruptions at least, then exit code %d.", ENOUGH,
		WEXITSTATUS(status));
	experiment_claim(interruptions >= ENOUGH && WEXITSTATUS(status) == 5, "its end");
}

int main(void)
{
	const struct timespec minute = {60, 0};
	struct timespec rest = {0, 0};
	int rope;

	experiment_ask(
		"A child is running, and its parent calls waitpid. A signal comes that "
		"the parent handles. What does waitpid return?");
	pid_t child = begin(&rope);
	wait_once(child);

	experiment_ask(
		"\nThe child is still running. The parent calls waitpid again whenever "
		"it returns -1 with EINTR. What does the parent get?");
	wait_in_a_loop(child, rope);

	experiment_ask(
		"\nThe handler is installed with SA_RESTART, and the parent sleeps for "
		"60 s. How long does it sleep?");
	ring(OFTEN, SA_RESTART);
	int status = nanosleep(&minute, &rest);
	ring(0, 0);
	experiment_saw("nanosleep returned %d with more than %ld s left.", status,
		(long)rest.tv_sec);
	experiment_claim(status == -1 && rest.tv_sec > 0, "the sleep is interrupted");

	experiment_why(
		"When a handler has run, the call that was waiting returns. From "
		"waitpid, -1 with EINTR means that nothing has happened yet: ask again. "
		"With SA_RESTART the kernel asks again by itself, but never for a sleep "
		"or for poll; and the caller of fork_trace chose the handler and its "
		"flags, not you. To keep a deadline, look at the clock each time a call "
		"returns, for whatever reason.");
	return 0;
}
