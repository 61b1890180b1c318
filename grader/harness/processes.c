#define _GNU_SOURCE
#include "ledger.h"
#include "row.h"
#include "row_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the submission asks of the kernel about processes. */

/* No honest answer forks so often in one row. Those who fork without end meet this in
 * each process. */
#define FORKS 80
/* The runner opens few descriptors; one of them carries the verdicts. */
#define DESCRIPTORS 64

static char g_is_open[DESCRIPTORS];
static unsigned g_stray_kills;
static void (*g_before_kill)(pid_t child);

pid_t ledger_fork(void)
{
	if (ledger_enter(CALL_FORK) == -1)
		return -1;
	if (__atomic_add_fetch(&row_slot()->forks, 1, __ATOMIC_SEQ_CST) > FORKS)
	{
		expected("fork is called for each child that the row asks for");
		got("it was called more than %d times in this row", FORKS);
	}
	return fork();
}

int ledger_kill(pid_t pid, int signal)
{
	siginfo_t info;

	/* Looks whether there is such a child, and leaves it as it is: waitid(2). */
	if (pid <= 0 ||
		waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == -1)
	{
		g_stray_kills += pid != getpid();
		errno = EPERM;
		return -1;
	}
	if (g_before_kill != NULL)
		g_before_kill(pid);
	return kill(pid, signal);
}

unsigned ledger_stray_kills(void)
{
	return g_stray_kills;
}

void ledger_before_kill(void (*before)(pid_t child))
{
	g_before_kill = before;
}

void ledger_note_descriptors(void)
{
	for (int i = STDERR_FILENO + 1; i < DESCRIPTORS; i++)
		g_is_open[i] = fcntl(i, F_GETFD) != -1;
}

/* No answer has a file of its own: it is a log of the runner, or of valgrind, which hides
 * its descriptors from fcntl. */
static int is_file(int descriptor)
{
	struct stat status;

	return descriptor > STDERR_FILENO && fstat(descriptor, &status) == 0 &&
	       S_ISREG(status.st_mode);
}

ssize_t ledger_write(int descriptor, const void *bytes, size_t size)
{
	if ((descriptor >= 0 && descriptor < DESCRIPTORS && g_is_open[descriptor]) ||
		is_file(descriptor))
	{
		errno = EBADF;
		return -1;
	}
	return write(descriptor, bytes, size);
}
