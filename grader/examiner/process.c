#define _GNU_SOURCE
#include "process.h"

#include "ledger.h"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* More than any row has, in all its time: the ledger refuses the forks of those who fork
 * without end. */
#define PROCESSES 512

t_shared *g_shared;
int g_is_traced;
struct s_stage g_stage;
t_process *g_process;
pid_t g_command;
static t_process g_processes[PROCESSES];
static double g_forgotten_cpu; /* of those that are forgotten */

void process_adopt(t_process *process, t_process *parent)
{
	ledger_free(process->ledger);
	process->ledger = ledger_copy(parent->ledger);
	process->parent = parent;
	process->may_die = parent->may_die;
	process->is_early = 0;
}

t_process *process_add(pid_t pid, t_process *parent)
{
	for (size_t i = 0; i < PROCESSES; i++)
	{
		if (g_processes[i].pid != 0)
			continue;
		g_processes[i] = (t_process){.pid = pid,
			.parent = parent,
			.ledger = parent == NULL ? ledger_new()
						 : ledger_copy(parent->ledger),
			.unwatched = -1,
			.errors = parent == NULL || parent->window == NULL
					  ? 0
					  : parent->window->memory_errors,
			.may_die = parent != NULL && parent->may_die};
		return &g_processes[i];
	}
	return NULL;
}

t_process *process_next(size_t *next)
{
	while (*next < PROCESSES)
	{
		t_process *process = &g_processes[(*next)++];
		if (process->pid != 0)
			return process;
	}
	return NULL;
}

size_t process_count(void)
{
	size_t next = 0;
	size_t count = 0;
	t_process *process;

	while ((process = process_next(&next)) != NULL)
		count += !process->has_ended;
	return count;
}

t_process *process_of(pid_t pid)
{
	size_t next = 0;
	t_process *process;

	/* A pid may come again when its process is gone. */
	while ((process = process_next(&next)) != NULL)
		if (process->pid == pid && !process->has_ended)
			return process;
	return NULL;
}

t_process *process_at(const t_window *window)
{
	size_t next = 0;
	t_process *process;

	while ((process = process_next(&next)) != NULL)
		if (process->window == window)
			return process;
	return NULL;
}

/* The last number of a line of proc_pid_status(5), or -1. */
static int read_status(pid_t pid, const char *key)
{
	char path[64];
	char line[256];
	int number = -1;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	FILE *in = fopen(path, "re");
	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (strncmp(line, key, strlen(key)) == 0)
			number = atoi(strrchr(line, '\t'));
	if (in != NULL)
		fclose(in);
	return number;
}

/* Its pid in each namespace, the innermost last. */
static pid_t read_own_pid(pid_t pid)
{
	int own = read_status(pid, "NSpid:");

	return own == -1 ? 0 : own;
}

int process_is_filtered(const t_process *process)
{
	return read_status(process->pid, "Seccomp:") != SECCOMP_MODE_DISABLED;
}

t_process *process_called(pid_t own_pid)
{
	size_t next = 0;
	t_process *process;

	while ((process = process_next(&next)) != NULL)
	{
		if (process->own_pid == 0)
			process->own_pid = read_own_pid(process->pid);
		if (process->own_pid == own_pid && !process->is_gone)
			return process;
	}
	return NULL;
}

void process_greets(t_process *process, t_window *window)
{
	process->window = window;
	process->own_pid = read_own_pid(process->pid);
}

/* The subject takes windows from the first on, by a counter that it may spoil; the
 * examiner gives them from the last on. */
static uint32_t g_given;

uint32_t window_new(void)
{
	uint32_t index = 0;

	/* One that nobody has, unless there is none. */
	for (int i = 0;
		i < WINDOWS && (i == 0 || process_at(&g_shared->window[index]) != NULL);
		i++)
		index = WINDOWS - 1 - g_given++ % (WINDOWS - 1);
	memset((void *)&g_shared->window[index], 0, offsetof(t_window, steps));
	return index;
}

void process_forget(t_process *process)
{
	g_forgotten_cpu += process->cpu;
	ledger_free(process->ledger);
	*process = (t_process){0};
}

void processes_forget(void)
{
	/* The first is the fork server. */
	for (size_t i = 1; i < PROCESSES; i++)
		if (g_processes[i].pid != 0)
			process_forget(&g_processes[i]);
	atomic_store(&g_shared->windows, 1);
	g_given = 0;
	for (size_t i = 1; i < WINDOWS; i++)
		if (g_shared->window[i].turn != TURN_SUBJECT)
			memset((void *)&g_shared->window[i], 0,
				offsetof(t_window, steps));
}

void processes_clear(void)
{
	processes_forget();
	if (g_processes[0].pid != 0)
		process_forget(&g_processes[0]);
	memset((void *)&g_shared->window[0], 0, offsetof(t_window, steps));
}

/* proc_pid_stat(5): the state, and the ticks of CPU time. Returns 0 where there is no
 * such process. */
static char look(pid_t pid, unsigned long *ticks)
{
	char path[64];
	char text[1024];
	char state = 0;
	unsigned long user = 0;
	unsigned long system = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = file == -1 ? -1 : read(file, text, sizeof(text) - 1);
	if (file != -1)
		close(file);
	text[size < 0 ? 0 : size] = '\0';
	/* The name, in parentheses, may hold anything. */
	const char *at = strrchr(text, ')');
	if (at != NULL)
		sscanf(at, ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &state,
			&user, &system);
	*ticks = user + system;
	return state;
}

int process_is_zombie(pid_t pid)
{
	unsigned long ticks;

	return look(pid, &ticks) == 'Z';
}

int process_is_stopped(pid_t pid)
{
	unsigned long ticks;
	char state = look(pid, &ticks);

	return state != 'R' && state != 'S' && state != 'D';
}

/* Where /proc does not show the process: what its CPU clock tells, which needs no /proc
 * (clock_getcpuclockid(3)). Who computes is awake. */
static int has_computed(t_process *process)
{
	clockid_t clock;
	struct timespec time;

	if (clock_getcpuclockid(process->pid, &clock) != 0 ||
		clock_gettime(clock, &time) == -1)
		return 0;
	double before = process->cpu;
	process->cpu = (double)time.tv_sec + (double)time.tv_nsec / 1e9;
	return process->cpu > before;
}

double processes_cpu(int *is_awake)
{
	double sum = g_forgotten_cpu;
	size_t next = 0;
	t_process *process;

	*is_awake = 0;
	while ((process = process_next(&next)) != NULL)
	{
		unsigned long ticks;
		char state = process->has_ended ? 0 : look(process->pid, &ticks);
		if (state != 0)
			process->cpu = (double)ticks / (double)sysconf(_SC_CLK_TCK);
		else if (!process->has_ended)
			*is_awake |= has_computed(process);
		sum += process->cpu;
		/* Not D: who waits for a device is in that state. */
		*is_awake |= state == 'R';
	}
	return sum;
}
