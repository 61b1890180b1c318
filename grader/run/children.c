#define _GNU_SOURCE
#include "children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Children of one process that are looked at; a swarm has more, and is over the limit
 * anyway. */
#define LISTED 65536
#define DEPTH 64
#define PATIENCE 2000

typedef int (*t_visit)(pid_t pid, void *data);

static int walk(pid_t pid, int depth, t_visit visit, void *data);

/* Visits what stands in a list of pids, and below. */
static int walk_list(char *list, int depth, t_visit visit, void *data)
{
	int count = 0;

	for (char *end, *at = list; *at != '\0'; at = end)
	{
		pid_t child = strtol(at, &end, 10);
		if (end == at)
			break;
		count += visit(child, data);
		if (depth < DEPTH)
			count += walk(child, depth + 1, visit, data);
	}
	return count;
}

/* Visits the descendants of a process that the kernel lists under its first thread. */
static int walk(pid_t pid, int depth, t_visit visit, void *data)
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
		count = walk_list(list, depth, visit, data);
	}
	if (fd != -1)
		close(fd);
	free(list);
	/* A process that is gone meanwhile has no children: only the first must be
	 * there. */
	return count == -1 && depth > 0 ? 0 : count;
}

static int visit_nothing(pid_t pid, void *data)
{
	(void)pid;
	(void)data;
	return 1;
}

static int visit_stop(pid_t pid, void *data)
{
	(void)data;
	kill(pid, SIGSTOP);
	return 1;
}

static int visit_kill(pid_t pid, void *data)
{
	(void)data;
	kill(pid, SIGKILL);
	return 1;
}

/* The beginning of a file of /proc/PID, or "". */
static void read_about(pid_t pid, const char *name, char *text, size_t room)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd == -1 ? -1 : read(fd, text, room - 1);
	text[size < 0 ? 0 : size] = '\0';
	if (fd != -1)
		close(fd);
}

/* proc(5), /proc/PID/stat: the name, in parentheses, may hold anything. */
static int visit_look(pid_t pid, void *data)
{
	t_children *all = data;
	char text[1024];
	char state;
	long times[4];
	long threads;
	long pages;

	read_about(pid, "stat", text, sizeof(text));
	const char *at = strrchr(text, ')');
	if (at == NULL ||
		sscanf(at,
			") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld %*d %*d %ld "
			"%*d %*u %*u %ld",
			&state, &times[0], &times[1], &times[2], &times[3], &threads,
			&pages) != 7)
		return 1;
	all->cpu_seconds += (double)(times[0] + times[1] + times[2] + times[3]) /
			    sysconf(_SC_CLK_TCK);
	/* The state is that of the first thread. */
	all->awake += state == 'R' || state == 'D' || (threads > 1 && state != 'Z');
	all->resident_kib += pages * (sysconf(_SC_PAGESIZE) / 1024);
	return 1;
}

t_children children_look(void)
{
	t_children all = {0};

	all.count = walk(getpid(), 0, visit_look, &all);
	return all;
}

/* Its share of all its pages; where the kernel does not tell, the pages that are its
 * own. */
static long memory_kib(pid_t pid)
{
	char text[2048];
	long size = 0;
	long resident = 0;
	long shared = 0;

	read_about(pid, "smaps_rollup", text, sizeof(text));
	const char *at = strstr(text, "\nPss:");
	if (at != NULL)
		return atol(at + strlen("\nPss:"));
	read_about(pid, "statm", text, sizeof(text));
	if (sscanf(text, "%ld %ld %ld", &size, &resident, &shared) != 3)
		return 0;
	return (resident - shared) * (sysconf(_SC_PAGESIZE) / 1024);
}

typedef struct s_memory
{
	long kib;
	long most_kib;
	pid_t largest;
} t_memory;

static int visit_weigh(pid_t pid, void *data)
{
	t_memory *all = data;
	long kib = memory_kib(pid);

	all->kib += kib;
	if (kib > all->most_kib)
	{
		all->most_kib = kib;
		all->largest = pid;
	}
	return 1;
}

int children_trim(long most_kib)
{
	t_memory all = {0};

	walk(getpid(), 0, visit_weigh, &all);
	return all.kib > most_kib && all.largest != 0 && kill(all.largest, SIGKILL) == 0;
}

int children_count(void)
{
	return walk(getpid(), 0, visit_nothing, NULL);
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
		walk(getpid(), 0, visit_stop, NULL);
		walk(getpid(), 0, visit_kill, NULL);
		ended += reap();
		if (waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD)
			break;
		nanosleep(&pause, NULL);
	}
	return ended;
}
