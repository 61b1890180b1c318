/* What can be done to a child that has ended, before it is waited for and after that. */

#include "experiment.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child that has exited with 5, and that nobody has waited for. */
static pid_t make_zombie(void)
{
	siginfo_t info;

	pid_t child = fork();
	if (child == 0)
		_exit(5);
	/* WNOWAIT: wait for the end, but leave it there to be waited for. */
	waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
	return child;
}

int main(void)
{
	siginfo_t info = {0};
	int status = 0;

	pid_t child = make_zombie();
	experiment_ask("A child has exited with 5, and nobody has waited for it: it is a "
		       "zombie. What does kill(child, SIGKILL) return?");
	int killed = kill(child, SIGKILL);
	experiment_saw("kill returned %d.", killed);
	experiment_claim(killed == 0, "a zombie can be sent signals");

	experiment_ask(
		"\nWhat do waitid (which only looks, with WNOWAIT) and waitpid report: "
		"an exit, or a death by signal?");
	waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT);
	pid_t ended = waitpid(child, &status, 0);
	experiment_saw("waitid: %s. waitpid: %s.",
		info.si_code == CLD_EXITED ? "an exit" : "a signal",
		WIFEXITED(status) ? "an exit" : "a signal");
	experiment_claim(ended == child && WIFEXITED(status) &&
				 WEXITSTATUS(status) == 5 && info.si_code == CLD_EXITED,
		"the child ended by exit");

	experiment_ask(
		"\nNow it has been waited for. What does kill return now? (The signal is "
		"0: kill only looks for the process, and sends nothing.)");
	int found = kill(child, 0);
	int error = errno;
	experiment_saw("kill returned %d: %s.", found, strerror(error));
	experiment_claim(found == -1 && error == ESRCH, "the process is gone");

	experiment_why(
		"A zombie keeps its pid, so no other process can have it. A signal no "
		"longer changes anything, and the status still says how the child really "
		"ended. That is why the moment between your last look and your kill does "
		"no harm, as long as nobody has waited for the child. waitpid gives the "
		"pid away: sooner or later the kernel hands it to a new process, and a "
		"late kill would hit that one.");
	return 0;
}
