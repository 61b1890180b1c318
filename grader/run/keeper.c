#define _GNU_SOURCE
#include "keeper.h"

#include "allow.h"
#include "children.h"
#include "descriptors.h"
#include "file.h"
#include "landlock.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A command that writes so many times what is kept of its output floods. */
#define FLOOD 16
/* Milliseconds between two looks at the clock and the number of processes. */
#define TICK 10
/* What a terminal is shown of the output: some hundred lines. A file or a pipe gets all.
 */
#define SCREEN 16384

typedef struct s_watch
{
	const t_limits *limits;
	size_t room; /* bytes of its output that are shown yet */
	pid_t pid;
	int pid_fd; /* readable when the command has ended */
	int output_fd;
	int status_fd; /* where bubblewrap tells the exit status, or -1 */
	int lifeline;
	double began;
	double looked; /* when the processes were last looked at */
	int slept; /* and whether all of them slept then */
	double cpu_seconds; /* and what they had computed */
	long oom_kills; /* of the machine before */
	t_outcome outcome;
} t_watch;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void limit(int what, rlim_t value)
{
	setrlimit(what, &(struct rlimit){value, value});
}

static void set_limits(const t_limits *limits)
{
	limit(RLIMIT_CORE, 0);
	/* SIGXCPU first: SIGKILL is what comes where the machine has no memory left. */
	setrlimit(RLIMIT_CPU, &(struct rlimit){(rlim_t)limits->cpu_seconds,
				      (rlim_t)limits->cpu_seconds + 1});
	limit(RLIMIT_FSIZE, (rlim_t)limits->file_mib << 20);
	if (limits->memory_mib != 0)
		limit(RLIMIT_AS, (rlim_t)limits->memory_mib << 20);
}

static void set_environment(void)
{
	char *path = getenv("PATH");
	char *copy = path == NULL ? NULL : strdup(path);
	char folder[4096];

	clearenv();
	setenv("PATH", copy == NULL ? "/usr/local/bin:/usr/bin:/bin" : copy, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	/* CC="ccache gcc" compiles, and keeps nothing of a submission. */
	setenv("CCACHE_DISABLE", "1", 1);
	if (getcwd(folder, sizeof(folder)) != NULL)
	{
		setenv("HOME", folder, 1);
		setenv("TMPDIR", folder, 1);
		setenv("TEMP", folder, 1);
	}
	free(copy);
}

/*
 * Puts the descriptors where the command expects them, and closes all others. Returns
 * where a failure to start is told.
 */
static int arrange_descriptors(int output, int view_status, int failure)
{
	int null = open("/dev/null", O_RDONLY);
	int last = view_status == -1 ? 3 : VIEW_FILTER_FD;
	/* First out of the way: one of them may have the number that another is to get.
	 */
	int filter = view_status == -1 ? -1 : fcntl(allow_tools(), F_DUPFD, last + 1);

	failure = fcntl(failure, F_DUPFD, last + 1);
	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	if (view_status != -1)
		dup2(view_status, VIEW_STATUS_FD);
	if (view_status != -1)
		dup2(filter, VIEW_FILTER_FD);
	failure = dup2(failure, 3);
	descriptors_close(last + 1);
	fcntl(failure, F_SETFD, FD_CLOEXEC);
	return failure;
}

/* What a command may do that handles a submission, where bubblewrap does not see to it.
 */
static void shut_in(const t_command *command)
{
	const char *program = command->arguments[0];

	/* Where the kernel has no Landlock, the filter and the limits are what is left.
	 */
	landlock_shut(
		".", strchr(program, '/') != NULL ? program : program_path(program));
	allow_load(allow_tools());
}

/* In the process of the command: everything set, the command takes its place. */
static void __attribute__((noreturn)) become(const t_command *command,
	const t_limits *limits, int output, int view_status, int failure)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (command->folder == NULL || chdir(command->folder) == 0)
	{
		set_environment();
		/*
		 * The same addresses each time, so that what a compiler says is the same
		 * whenever it is asked. Some containers forbid it: then addresses vary.
		 */
		if (command->handles_submission)
			personality(ADDR_NO_RANDOMIZE);
		if (command->handles_submission && view_status == -1)
			shut_in(command);
		failure = arrange_descriptors(output, view_status, failure);
		/* Last, since they are the command's: to list descriptors takes memory,
		 * of which sanitizers want much. */
		set_limits(limits);
		execvp(command->arguments[0], command->arguments);
	}
	int error = errno;
	/* execvp says EACCES for what is nowhere, too, if a folder of PATH may not be
	 * looked into. */
	if (error == EACCES && strchr(command->arguments[0], '/') == NULL)
		error = ENOENT;
	if (write(failure, &error, sizeof(error)) == -1)
		_exit(126);
	_exit(127);
}

/* Starts the command. Returns its pid, or -1 with errno set. */
static pid_t start(
	const t_command *command, const t_limits *limits, int output, int view_status)
{
	int failure[2];
	int error = 0;

	if (pipe2(failure, O_CLOEXEC) == -1)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become(command, limits, output, view_status, failure[1]);
	close(failure[1]);
	ssize_t size = pid == -1 ? 0 : read(failure[0], &error, sizeof(error));
	close(failure[0]);
	if (size != sizeof(error))
		return pid;
	waitpid(pid, NULL, 0);
	errno = error;
	return -1;
}

/* Copies output to the standard output, as far as there is room. */
static void show(t_watch *watch, const char *bytes, size_t size)
{
	static const char cut[] =
		"\n... There is more: to see all of it, add | less to the command.\n";
	size_t part = size < watch->room ? size : watch->room;

	watch->room -= part;
	if (file_write_all(STDOUT_FILENO, bytes, part) == -1)
		watch->room = 0;
	else if (watch->room == 0)
		file_write_all(STDOUT_FILENO, cut, strlen(cut));
}

static void take(t_watch *watch, const char *bytes, size_t size)
{
	t_outcome *outcome = &watch->outcome;
	size_t room = watch->limits->output_bytes - outcome->output_size;
	size_t kept = size < room ? size : room;

	memcpy(outcome->output + outcome->output_size, bytes, kept);
	outcome->output_size += kept;
	outcome->output_total += size;
	if (watch->room != 0)
		show(watch, bytes, size);
}

/* Takes what output is there. */
static void drain(t_watch *watch)
{
	char bytes[65536];
	ssize_t size;

	while ((size = read(watch->output_fd, bytes, sizeof(bytes))) > 0)
	{
		take(watch, bytes, size);
		if (watch->outcome.output_total > FLOOD * watch->limits->output_bytes)
			break;
	}
}

/* How many processes the kernel has killed since it began, because memory ran out; 0
 * where it does not tell. */
static long oom_kills(void)
{
	char text[65536];
	int fd = open("/proc/vmstat", O_RDONLY | O_CLOEXEC);
	ssize_t size = fd == -1 ? -1 : read(fd, text, sizeof(text) - 1);

	text[size < 0 ? 0 : size] = '\0';
	if (fd != -1)
		close(fd);
	const char *at = strstr(text, "\noom_kill ");
	return at == NULL ? 0 : atol(at + strlen("\noom_kill "));
}

/* Of all processes that were waited for. */
static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Adds up what grows: the time of a process that nobody waits for is lost when it
 * ends. */
static void add_cpu(t_watch *watch, double seconds)
{
	if (seconds > watch->cpu_seconds)
		watch->outcome.cpu_seconds += seconds - watch->cpu_seconds;
	watch->cpu_seconds = seconds;
}

/* Notes what the processes do, and ends the largest if they have too much memory. */
static t_children look(t_watch *watch)
{
	t_children there = children_look();
	long most_kib = watch->limits->total_mib << 10;
	double time = now();
	int slept = there.count > 0 && there.awake == 0;

	if (slept && watch->slept)
		watch->outcome.slept_seconds += time - watch->looked;
	add_cpu(watch, there.cpu_seconds + cpu_seconds());
	watch->slept = slept;
	watch->looked = time;
	/* The sum is quick to have, and never too small. */
	if (most_kib != 0 && there.resident_kib > most_kib)
		watch->outcome.bloated += children_trim(most_kib);
	return there;
}

/* Whether a limit has been passed, and which. */
static int passed(t_watch *watch)
{
	t_end end = END_EXITED;
	t_children there = look(watch);

	if (watch->outcome.output_total > FLOOD * watch->limits->output_bytes)
		end = END_FLOODED;
	else if (watch->limits->own_seconds > 0 &&
		 watch->outcome.cpu_seconds + watch->outcome.slept_seconds >
			 watch->limits->own_seconds)
		end = END_SPENT;
	else if (now() - watch->began > watch->limits->wall_seconds)
		end = END_TIMED_OUT;
	else if (there.count > watch->limits->processes)
		end = END_SWARMED;
	watch->outcome.end = end;
	return end != END_EXITED;
}

/* Leaves the command to be waited for. Asked at each tick too, for kernels without
 * pidfd_open. */
static int has_ended(pid_t pid)
{
	siginfo_t info = {0};

	return waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == pid;
}

/* Orphans come to the keeper: those that have ended would count as processes until
 * somebody waits for them. */
static void reap_orphans(pid_t command)
{
	siginfo_t info = {0};

	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		info.si_pid != 0 && info.si_pid != command)
	{
		waitpid(info.si_pid, NULL, WNOHANG);
		info.si_pid = 0;
	}
}

/* Waits until the command ends or a limit is passed. */
static void watch_command(t_watch *watch)
{
	struct pollfd fds[] = {{watch->output_fd, POLLIN, 0}, {watch->pid_fd, POLLIN, 0},
		{watch->lifeline, POLLIN, 0}};

	while (1)
	{
		poll(fds, 3, TICK);
		drain(watch);
		if (fds[2].revents != 0)
		{
			children_end();
			_exit(EXIT_FAILURE);
		}
		reap_orphans(watch->pid);
		if (has_ended(watch->pid) || passed(watch))
			break;
		/* All ends of the output are closed: polling it would return at once, for
		 * ever. */
		if (fds[0].revents & POLLHUP)
			fds[0].fd = -1;
	}
}

/*
 * How the command ended that bubblewrap ran: it tells only of one that it had started,
 * and then of a signal as shells do.
 */
static void look_behind(t_watch *watch)
{
	t_outcome *outcome = &watch->outcome;
	char text[4096];
	ssize_t size = read(watch->status_fd, text, sizeof(text) - 1);

	text[size < 0 ? 0 : size] = '\0';
	const char *told = strstr(text, "\"exit-code\":");
	if (told == NULL)
	{
		outcome->end = END_NOT_CONFINED;
		return;
	}
	int code = atoi(told + strlen("\"exit-code\":"));
	outcome->end = code > 128 ? END_SIGNALED : END_EXITED;
	outcome->code = code > 128 ? code - 128 : code;
}

/* The command has ended, or is to end now: notes how, and ends what is left. */
static void finish(t_watch *watch)
{
	t_outcome *outcome = &watch->outcome;
	int status = 0;

	if (outcome->end == END_EXITED)
	{
		waitpid(watch->pid, &status, 0);
		outcome->end = WIFSIGNALED(status) ? END_SIGNALED : END_EXITED;
		outcome->code =
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
		if (watch->status_fd != -1 && outcome->end == END_EXITED)
			look_behind(watch);
	}
	outcome->seconds = now() - watch->began;
	outcome->orphans = children_end();
	outcome->oom_kills = oom_kills() - watch->oom_kills;
	add_cpu(watch, cpu_seconds());
	drain(watch);
}

static void supervise(t_watch *watch, const t_command *command, int confined)
{
	int output[2];
	int status[2] = {-1, -1};

	watch->began = now();
	watch->oom_kills = oom_kills();
	if (pipe2(output, O_CLOEXEC) == -1 ||
		(confined && pipe2(status, O_CLOEXEC | O_NONBLOCK) == -1) ||
		(watch->pid = start(command, watch->limits, output[1], status[1])) == -1)
	{
		watch->outcome.end = END_NOT_STARTED;
		watch->outcome.code = errno;
		return;
	}
	close(output[1]);
	close(status[1]);
	watch->status_fd = status[0];
	watch->output_fd = output[0];
	fcntl(watch->output_fd, F_SETFL, O_NONBLOCK);
	watch->pid_fd = syscall(SYS_pidfd_open, watch->pid, 0);
	watch_command(watch);
	finish(watch);
}

void keeper(const t_command *command, const t_limits *limits, int confined, int report,
	int lifeline)
{
	size_t room = isatty(STDOUT_FILENO) ? SCREEN : SIZE_MAX;
	t_watch watch = {.limits = limits,
		.room = command->shown ? room : 0,
		.lifeline = lifeline};

	/* A session of its own: an interrupt from the terminal goes to the grader, and
	 * reaches us as its end. */
	setsid();
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	watch.outcome.output = calloc(limits->output_bytes + 1, 1);
	if (watch.outcome.output == NULL)
		_exit(EXIT_FAILURE);
	supervise(&watch, command, confined);
	if (file_write_all(report, (const char *)&watch.outcome, sizeof(watch.outcome)) ==
		0)
		file_write_all(report, watch.outcome.output, watch.outcome.output_size);
	_exit(EXIT_SUCCESS);
}
