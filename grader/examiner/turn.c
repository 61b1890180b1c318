#define _GNU_SOURCE
#include "turn.h"

#include "give_up.h"
#include "landlock.h"
#include "ledger.h"
#include "order.h"
#include "row_limits.h"
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How often the clocks are looked at, in milliseconds. */
#define TICK_MS 10
/* A subject greets at once, and under valgrind on a busy machine in a few seconds. */
#define GREETING_MS 60000
/* So long valgrind may take to end. */
#define ENDING_MS 20000

static int g_memory = -1;
static int g_socket = -1;
static int g_output = -1;
static int g_log = -1; /* of valgrind */
static int g_logs;
static t_process *g_server;
static volatile sig_atomic_t g_is_news;

/* Wakes whoever sleeps on the bell, or is about to. */
static void note_news(int signal)
{
	(void)signal;
	g_is_news = 1;
	atomic_fetch_add(&g_shared->bell, 1);
}

/* Descriptors that the subject gets. */
static int g_stream = -1;

static void make_memory(void)
{
	g_memory = memfd_create("window", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	/* Its size stays: of a page that is gone the examiner would die of SIGBUS. */
	if (g_memory == -1 || ftruncate(g_memory, sizeof(t_shared)) == -1 ||
		fcntl(g_memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) ==
			-1)
		give_up("memfd_create");
	g_shared = mmap(
		NULL, sizeof(t_shared), PROT_READ | PROT_WRITE, MAP_SHARED, g_memory, 0);
	if (g_shared == MAP_FAILED)
		give_up("mmap");
	g_shared->windows = 1;
	g_shared->clocks = -1;
	g_output = memfd_create("output", MFD_CLOEXEC);
	g_stream = memfd_create("stream", MFD_CLOEXEC);
	if (g_output == -1 || g_stream == -1)
		give_up("memfd_create");
}

/* unix(7), SCM_RIGHTS. */
static int send_memory(void)
{
	int descriptors[] = {g_memory, g_stream};
	char control[CMSG_SPACE(sizeof(descriptors))] = {0};
	struct iovec part = {"", 1};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(descriptors));
	memcpy(CMSG_DATA(header), descriptors, sizeof(descriptors));
	return sendmsg(g_socket, &message, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

/* In the process of the subject's command. */
static void __attribute__((noreturn)) become(char **command, int socket)
{
	int null = open("/dev/null", O_RDONLY);

	/* Signals to its group reach no process of the grader's. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The same addresses each time, so that the words of a grade are the same. Some
	 * containers forbid it: then addresses vary. */
	personality(ADDR_NO_RANDOMIZE);
	dup2(null, STDIN_FILENO);
	dup2(g_output, STDOUT_FILENO);
	dup2(g_output, STDERR_FILENO);
	dup2(socket, SUBJECT_SOCKET);
	if (g_log != -1)
		dup2(g_log, SUBJECT_LOG);
	/* valgrind writes to a folder of its own; behind bubblewrap there is an empty
	 * /tmp. */
	setenv("TMPDIR", "/tmp", 1);
	if (g_order.shut && (mkdir("scratch", 0700) == 0 || errno == EEXIST))
		setenv("TMPDIR", realpath("scratch", NULL), 1);
	if (g_order.folder == NULL || chdir(g_order.folder) == 0)
	{
		if (g_order.shut)
			landlock_shut(
				getenv("TMPDIR"), *command[0] == '/' ? command[0] : NULL);
		execvp(command[0], command);
	}
	dprintf(STDERR_FILENO, "%s: %s\n", command[0], strerror(errno));
	_exit(127);
}

/* Receives a greeting, if there is one. Returns the pid, as this process calls it, or
 * 0. */
static pid_t receive(t_hello *hello)
{
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = {hello, sizeof(*hello)};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};
	struct ucred sender;

	if (recvmsg(g_socket, &message, MSG_DONTWAIT) != sizeof(*hello))
		return 0;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header == NULL || header->cmsg_type != SCM_CREDENTIALS)
		return 0;
	memcpy(&sender, CMSG_DATA(header), sizeof(sender));
	return sender.pid;
}

/* A process that the examiner has not seen forked: where nobody traces. */
static t_process *add_untraced(pid_t pid)
{
	return g_is_traced && g_server != NULL ? NULL : process_add(pid, g_process);
}

/* Gives a process the window from which it greets, unless another has it. The first of
 * all to greet from the first window serves all others. */
static void take_greetings(void)
{
	t_hello hello;
	pid_t pid;

	/* A subject may greet without end. */
	for (int i = 0; i < WINDOWS && (pid = receive(&hello)) > 0; i++)
	{
		if (hello.window >= WINDOWS || (g_server == NULL && hello.window != 0))
			continue;
		t_window *window = &g_shared->window[hello.window];
		t_process *process = process_of(pid);
		if (process_at(window) != NULL)
			continue;
		if (process == NULL)
			process = add_untraced(pid);
		if (process != NULL && process->window == NULL)
			process_greets(process, window);
		if (g_server == NULL)
			g_server = process;
	}
}

static void sleep_on_bell(uint32_t bell, long ms)
{
	struct timespec tick = {0, ms * 1000000L};

	if (g_is_news)
		return;
	syscall(SYS_futex, &g_shared->bell, FUTEX_WAIT, bell, &tick, NULL, 0);
}

static int has_command_ended(void)
{
	if (g_command > 0 && waitpid(g_command, NULL, WNOHANG) == g_command)
		g_command = -1;
	return g_command == -1;
}

/* Where nobody traces, an end is seen by looking. */
static void look_for_end(t_process *process)
{
	if (process->traced || process->has_ended)
		return;
	if (process == g_server && has_command_ended())
		process->has_ended = 1;
	else if (kill(process->pid, 0) == -1 && errno == ESRCH)
		process->has_ended = 1;
	else if (process != g_server)
		process->has_ended = process_is_zombie(process->pid);
}

static int has_answered(const t_process *process)
{
	return process->window != NULL &&
	       atomic_load(&process->window->turn) == TURN_ANSWERED;
}

static int is_over(const t_process *process)
{
	return process->has_ended || process->is_struck;
}

static int is_below(const t_process *process, const t_process *ancestor)
{
	do
		process = process->parent;
	while (process != NULL && process != ancestor);
	return process != NULL;
}

static int is_to_be_looked_at(const t_process *process)
{
	if (process->has_ended)
		return 0;
	if (process->is_struck)
		return 1;
	if (process->callback == CALLBACK_RUNS || !has_answered(process))
		return 0;
	return process->callback == CALLBACK_OVER ||
	       turn_answer(process) != ANSWER_RETURNED;
}

static t_process *newly_greeted(const t_process *process)
{
	size_t next = 0;
	t_process *other;

	while ((other = process_next(&next)) != NULL)
		if (is_to_be_looked_at(other) && is_below(other, process))
			return other;
	return NULL;
}

/* Deals with all that has happened. */
static void take_news(void)
{
	if (g_is_news)
	{
		g_is_news = 0;
		if (g_is_traced && trace_take())
			g_is_news = 1;
	}
	take_greetings();
}

static t_turn_end wait_for(t_process *process, t_process **greeted, long until)
{
	while (1)
	{
		uint32_t bell = atomic_load(&g_shared->bell);
		take_news();
		/* Who always has an answer, or wakes up to be looked at, is late as well.
		 */
		if (limits_are_passed())
			return TURN_LATE;
		if (has_answered(process))
			return TURN_CAME;
		if (is_over(process))
			return TURN_ENDED;
		if (greeted != NULL && (*greeted = newly_greeted(process)) != NULL)
			return TURN_GREETED;
		long left = until == 0 ? TICK_MS : until - now_ms();
		if (left <= 0)
			return TURN_LATE;
		sleep_on_bell(bell, left < TICK_MS ? left : TICK_MS);
		look_for_end(process);
	}
}

t_turn_end turn_wait(t_process *process, long until)
{
	return wait_for(process, NULL, until);
}

t_turn_end turn_wait_for_callback(t_process *process, t_process **greeted, long until)
{
	return wait_for(process, greeted, until);
}

t_process *turn_straggler(const t_process *process)
{
	take_news();
	return newly_greeted(process);
}

uint32_t turn_answer(const t_process *process)
{
	return process->window == NULL ? ANSWER_RETURNED : process->window->answer;
}

void turn_pass(t_process *process, uint32_t count)
{
	t_window *window = process->window;

	window->count = count;
	atomic_store(&window->made, 0);
	atomic_store(&window->turn, TURN_ASKED);
	syscall(SYS_futex, &window->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

t_process *turn_meet(uint32_t window)
{
	t_process *process;

	while ((process = process_at(&g_shared->window[window])) == NULL)
	{
		uint32_t bell = atomic_load(&g_shared->bell);
		take_news();
		process = process_at(&g_shared->window[window]);
		if (process != NULL || !turn_is_open() || limits_are_passed())
			break;
		sleep_on_bell(bell, TICK_MS);
	}
	return process;
}

int turn_is_open(void)
{
	return g_server != NULL && !is_over(g_server);
}

int turn_stream(void)
{
	return g_stream;
}

int turn_output(void)
{
	return g_output;
}

/* What the subject loads before it makes its first call. */
static int load_filter(const char *path)
{
	FILE *in = path == NULL ? NULL : fopen(path, "re");

	g_shared->filter_length = 0;
	if (in == NULL)
		return path == NULL ? 0 : -1;
	g_shared->filter_length = (uint32_t)fread(
		g_shared->filter, sizeof(struct sock_filter), FILTER_LENGTH, in);
	fclose(in);
	return g_shared->filter_length == 0 ? -1 : 0;
}

/* What the command has printed instead of a greeting. */
static char *printed_problem(void)
{
	char bytes[1000];
	ssize_t size = pread(g_output, bytes, sizeof(bytes) - 1, 0);
	char *text;

	bytes[size < 0 ? 0 : size] = '\0';
	return asprintf(&text, "it did not begin: %s", bytes) == -1 ? NULL : text;
}

/* Waits for the first greeting. Returns -1 where none comes. */
static int wait_for_greeting(long until)
{
	g_process = NULL;
	while (1)
	{
		uint32_t bell = atomic_load(&g_shared->bell);
		take_greetings();
		if (g_server != NULL)
			return 0;
		if (now_ms() > until || has_command_ended())
			return -1;
		sleep_on_bell(bell, TICK_MS);
	}
}

/* Hands the shared memory to the subject, which locks itself up. */
static char *meet(int traced)
{
	long until = now_ms() + GREETING_MS;

	if (load_filter(g_order.filter) == -1)
		give_up(g_order.filter);
	g_is_traced = traced;
	g_shared->traced = (uint32_t)traced;
	/* It may have ended before, and have said why. */
	if (send_memory() == -1)
	{
		if (errno != EPIPE)
			give_up("the subject's socket");
		return printed_problem();
	}
	if (wait_for_greeting(until) == -1)
		return printed_problem();
	if (traced && trace_seize(g_server) == -1)
		give_up("ptrace");
	g_process = g_server;
	g_stage = (struct s_stage){g_shared->stage, STAGE_SIZE};
	turn_pass(g_server, 0);
	if (turn_wait(g_server, until) != TURN_CAME)
		return strdup("it ended when it had just begun");
	/* Without it none of its calls is seen. */
	if (traced && g_order.filter != NULL && !process_is_filtered(g_server))
		return strdup("it has loaded no filter");
	return NULL;
}

static void catch_news(void)
{
	struct sigaction action = {.sa_handler = note_news};

	sigaction(SIGCHLD, &action, NULL);
}

static void expect_credentials(void)
{
	int yes = 1;

	setsockopt(g_socket, SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes));
}

char *turn_begin(char **command, int traced)
{
	int sockets[2];

	if (g_shared == NULL)
		make_memory();
	/* One that has ended by itself still has its place, and its log. */
	if (g_server != NULL)
		turn_end();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == -1)
		give_up("socketpair");
	if (g_order.mode == MODE_WATCHED)
		g_log = memfd_create("log", MFD_CLOEXEC);
	if (g_order.mode == MODE_WATCHED && g_log == -1)
		give_up("memfd_create");
	catch_news();
	g_socket = sockets[0];
	expect_credentials();
	g_command = fork();
	if (g_command == 0)
		become(command, sockets[1]);
	close(sockets[1]);
	if (g_command == -1)
		give_up("fork");
	return meet(traced);
}

char *turn_join(int socket)
{
	make_memory();
	catch_news();
	g_socket = socket;
	expect_credentials();
	return meet(0);
}

/* The log outlives the subject. */
static void keep_log(void)
{
	char name[32];
	char bytes[65536];
	ssize_t size;
	off_t at = 0;

	if (g_log == -1)
		return;
	snprintf(name, sizeof(name), "valgrind.%d", g_logs++);
	FILE *out = fopen(name, "we");
	if (out == NULL)
		give_up(name);
	while ((size = pread(g_log, bytes, sizeof(bytes), at)) > 0 &&
		fwrite(bytes, 1, (size_t)size, out) == (size_t)size)
		at += size;
	if (fclose(out) == EOF || size == -1)
		give_up(name);
	close(g_log);
	g_log = -1;
}

/* valgrind writes some of its log when the program ends in good order. */
static void end_in_good_order(void)
{
	long until = now_ms() + ENDING_MS;

	g_server->window->steps[0] =
		(t_step){.call = STEP_SYSCALL, .arguments = {SYS_exit_group}};
	turn_pass(g_server, 1);
	while (!has_command_ended() && now_ms() < until)
		usleep(1000);
}

void turn_end(void)
{
	if (g_order.mode == MODE_WATCHED && turn_is_open() && has_answered(g_server))
		end_in_good_order();
	if (g_server != NULL)
		trace_kill(g_server);
	if (g_command > 0)
	{
		kill(g_command, SIGKILL);
		waitpid(g_command, NULL, 0);
	}
	keep_log();
	close(g_socket);
	processes_clear();
	g_server = NULL;
	g_command = 0;
}
