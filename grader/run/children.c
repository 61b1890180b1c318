#define _GNU_SOURCE
#include "children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Children of one process that are looked at; a swarm has more, and is over the limit anyway. */
#define LISTED 65536
#define DEPTH 64
#define PATIENCE 2000

typedef int (*t_visit)(pid_t pid);

static int walk(pid_t pid, int depth, t_visit visit);

/* Visits what stands in a list of pids, and below. */
static int walk_list(char *list, int depth, t_visit visit)
{
	int count = 0;

	for (char *end, *at = list; *at != '\0'; at = end)
	{
		pid_t child = strtol(at, &end, 10);
		if (end == at)
			break;
		count += visit(child);
		if (depth < DEPTH)
			count += walk(child, depth + 1, visit);
	}
	return count;
}

/* Visits the descendants of a process that the kernel lists under its first thread. */
static int walk(pid_t pid, int depth, t_visit visit)
{
	char path[64];
	char *list = malloc(LISTED);
	int count = -1;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd == -1 || list == NULL ? -1 : read(fd, list, LISTED - 1);
	if (size >= 0)
	{
		list[size] = '\0';
		count = walk_list(list, depth, visit);
	}
	if (fd != -1)
		close(fd);
	free(list);
	/* A process that is gone meanwhile has no children: only the first must be there. */
	return count == -1 && depth > 0 ? 0 : count;
}

static int visit_nothing(pid_t pid)
{
	(void)pid;
	return 1;
}

static int visit_stop(pid_t pid)
{
	kill(pid, SIGSTOP);
	return 1;
}

static int visit_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	return 1;
}

int children_count(void)
{
	return walk(getpid(), 0, visit_nothing);
}

static int reap(void)
{
	int count = 0;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		count++;
	return count;
}

int children_end(void)
{
	const struct timespec pause = {0, 1000000};
	int ended = 0;

	/* Orphans that have ended by themselves did not outlive anything. */
	reap();
	for (int tries = 0; tries < PATIENCE; tries++)
	{
		/* Stopped processes fork no more, so a swarm does not outrun its end. */
		walk(getpid(), 0, visit_stop);
		walk(getpid(), 0, visit_kill);
		ended += reap();
		if (waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD)
			break;
		nanosleep(&pause, NULL);
	}
	return ended;
}
