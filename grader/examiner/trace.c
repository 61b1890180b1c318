#define _GNU_SOURCE
#include "trace.h"

#include "give_up.h"
#include "ledger.h"
#include "registers.h"
#include "row_limits.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OPTIONS                                                                          \
	(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |                \
		PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)
#define SYSCALL_STOP (SIGTRAP | 0x80)
/* How often a long wait looks at the clocks, in microseconds. */
#define TICK_US 20000
/* For how long a process is to stand still that was told to. */
#define PATIENCE_MS 200
/* No row has so many. */
#define FEW_PROCESSES 100
/* So many stops are dealt with before anything else is looked at. */
#define MOST_NEWS 64

/* The system calls that the filter marks, and what the ledger calls them. */
static const struct
{
	long number;
	int call;
} g_calls[] = {
	{SYS_mmap, CALL_MMAP},
	{SYS_munmap, CALL_MUNMAP},
	{SYS_mremap, CALL_MREMAP},
	{SYS_mprotect, CALL_MPROTECT},
	{SYS_madvise, CALL_MADVISE},
	{SYS_clone, CALL_FORK},
#ifdef SYS_fork
	{SYS_fork, CALL_FORK},
#endif
	{SYS_kill, CALL_KILL},
	{SYS_tgkill, CALL_KILL},
	{SYS_memfd_create, CALL_MEMFD},
	{SYS_ftruncate, CALL_FTRUNCATE},
	{SYS_fcntl, CALL_SEAL},
	{SYS_close, CALL_CLOSE},
};

static int call_of(long number)
{
	for (size_t i = 0; i < sizeof(g_calls) / sizeof(*g_calls); i++)
		if (g_calls[i].number == number)
			return g_calls[i].call;
	return -1;
}

int trace_seize(t_process *process)
{
	if (ptrace(PTRACE_SEIZE, process->pid, NULL, OPTIONS) == -1)
		return -1;
	process->traced = 1;
	return 0;
}

/* ptrace(2). Of a process that was killed a moment ago the end is still to come. */
static long ask(int request, const t_process *process, void *address, void *data)
{
	long value = ptrace(request, process->pid, address, data);

	if (value == -1 && errno != ESRCH)
		give_up("ptrace");
	return value;
}

static void resume(t_process *process, int request, long signal)
{
	ask(request, process, NULL, (void *)signal);
}

static void go_on(t_process *process)
{
	resume(process,
		process->stepping == STEPPING_HELD ? PTRACE_SINGLESTEP : PTRACE_CONT, 0);
}

/* Which call is about to be made, with its arguments; -1: none of the ledger's. */
static int look_at_call(t_process *process, struct __ptrace_syscall_info *info)
{
	if (ask(PTRACE_GET_SYSCALL_INFO, process, (void *)sizeof(*info), info) == -1)
		return -1;
	if (info->op != PTRACE_SYSCALL_INFO_SECCOMP)
		return -1;
	memcpy(process->arguments, info->seccomp.args, sizeof(process->arguments));
	return call_of((long)info->seccomp.nr);
}

/* A signal to the very thread: a single step's, or of abort. */
static int is_raised(const t_process *process, const struct __ptrace_syscall_info *info)
{
	return info->seccomp.nr == SYS_tgkill &&
	       process_called((pid_t)info->seccomp.args[0]) == process;
}

/* Whether the examiner itself makes the process call this: once, and no other. The C
 * library's fork is clone, or fork. */
static int is_the_examiners(
	const t_process *process, const struct __ptrace_syscall_info *info)
{
	long number = (long)info->seccomp.nr;

	return process->unwatched == number ||
	       (process->unwatched == SYS_clone && call_of(number) == CALL_FORK);
}

/* The call is not made, and fails with this errno. */
static void refuse(const t_process *process, int error)
{
	if (registers_refuse(process->pid, -error) == -1 && errno != ESRCH)
		give_up("ptrace");
}

static void take_refused(t_process *process, int call, int error)
{
	ledger_enter(process, call, process->arguments, (uint64_t)-1, error);
	refuse(process, error);
	go_on(process);
}

/* The call is made as the ledger would have it. */
static void change(const t_process *process, const struct __ptrace_syscall_info *info)
{
	for (unsigned i = 0; i < 6; i++)
		if (process->arguments[i] != info->seccomp.args[i] &&
			registers_change(process->pid, i, process->arguments[i]) == -1 &&
			errno != ESRCH)
			give_up("ptrace");
}

/* A process may ask the kernel to read its own memory, where that can be read, and no
 * other's. */
static int is_own_memory(
	const t_process *process, const struct __ptrace_syscall_info *info)
{
	return info->seccomp.nr == SYS_process_vm_readv &&
	       process_called((pid_t)info->seccomp.args[0]) == process;
}

/* A system call that the filter marks is about to be made. */
static void take_call(t_process *process)
{
	struct __ptrace_syscall_info info;
	int call = look_at_call(process, &info);

	if (is_the_examiners(process, &info))
	{
		process->unwatched = -1;
		go_on(process);
		return;
	}
	if (call == -1 && is_own_memory(process, &info))
	{
		go_on(process);
		return;
	}
	if (call == CALL_KILL && is_raised(process, &info))
	{
		/* The signal of a single step's end is to be the loop's own. */
		resume(process, PTRACE_CONT, 0);
		return;
	}
	int error = call == -1 ? EPERM : ledger_ask(process, call, process->arguments);
	if (call == -1)
	{
		/* Marked, and not offered. */
		refuse(process, error);
		go_on(process);
	}
	else if (error != 0)
		take_refused(process, call, error);
	else if (call == CALL_KILL)
	{
		ledger_enter(process, call, process->arguments, 0, 0);
		go_on(process);
	}
	else
	{
		change(process, &info);
		process->in_call = 1;
		process->call = call;
		resume(process, PTRACE_SYSCALL, 0);
	}
}

/* The kernel's own errnos for a call that goes on behind a signal: ERESTARTSYS to
 * ERESTART_RESTARTBLOCK, which no program sees. */
static int is_to_be_made_again(long value)
{
	return value <= -512 && value >= -516;
}

/* Where few processes are there, that none more can be made is not their doing. */
static void expect_fork(long value)
{
	if ((value == -EAGAIN || value == -ENOMEM) && process_count() < FEW_PROCESSES)
	{
		errno = (int)-value;
		give_up("fork");
	}
}

static void take_end_of_call(t_process *process)
{
	struct __ptrace_syscall_info info;
	int is_known =
		ask(PTRACE_GET_SYSCALL_INFO, process, (void *)sizeof(info), &info) > 0;

	process->in_call = 0;
	if (is_known && info.op == PTRACE_SYSCALL_INFO_EXIT && process->call == CALL_FORK)
		expect_fork(info.exit.rval);
	/* A call that a signal has interrupted is made again: then it counts. */
	if (is_known && info.op == PTRACE_SYSCALL_INFO_EXIT &&
		!is_to_be_made_again(info.exit.rval))
		ledger_enter(process, process->call, process->arguments,
			(uint64_t)info.exit.rval,
			info.exit.is_error ? (int)-info.exit.rval : 0);
	go_on(process);
}

/* A process that is new to the examiner, and stands still. One too many is ended. */
static t_process *add_traced(pid_t pid, t_process *parent)
{
	t_process *process = process_add(pid, parent);

	if (process == NULL)
		kill(pid, SIGKILL);
	else
		process->traced = 1;
	return process;
}

static void leave_fork(t_process *process)
{
	resume(process, process->in_call ? PTRACE_SYSCALL : PTRACE_CONT, 0);
}

static void take_fork(t_process *process)
{
	unsigned long pid = 0;

	ask(PTRACE_GETEVENTMSG, process, NULL, &pid);
	t_process *child = process_of((pid_t)pid);
	/* It may have told of itself before. */
	if (child == NULL && pid != 0)
		add_traced((pid_t)pid, process);
	else if (child != NULL && child->is_early)
	{
		process_adopt(child, process);
		go_on(child);
	}
	if (process->fork == FORK_HOLDS)
		process->fork = FORK_HELD;
	else
		leave_fork(process);
}

/* Signals that say that the code itself went wrong. */
static int is_fault(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
	       signal == SIGILL || signal == SIGABRT || signal == SIGSYS ||
	       signal == SIGTRAP || signal == SIGXFSZ;
}

static void take_signal(t_process *process, int signal)
{
	siginfo_t info = {0};

	ask(PTRACE_GETSIGINFO, process, NULL, &info);
	if (process->may_die || !is_fault(signal))
	{
		resume(process, PTRACE_CONT, signal);
		return;
	}
	process->mishap.signal = signal;
	process->mishap.code = info.si_code;
	process->mishap.address = (uintptr_t)info.si_addr;
	registers_note(process->pid, &process->mishap);
	process->is_struck = 1;
}

/* A stop of a process that waitpid has told of. */
static void take_stop(t_process *process, int status)
{
	int event = status >> 16;
	int signal = WSTOPSIG(status);

	if (signal == SYSCALL_STOP)
		take_end_of_call(process);
	else if (event == PTRACE_EVENT_SECCOMP)
		take_call(process);
	else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
		 event == PTRACE_EVENT_CLONE)
		take_fork(process);
	else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP)
		/* Stopped as by SIGSTOP: it stays so, and hears of SIGCONT. */
		resume(process, PTRACE_LISTEN, 0);
	else if (event != 0)
		go_on(process);
	else if (signal == SIGTRAP && process->stepping == STEPPING_HELD)
		process->is_held = 1;
	else if (signal == SIGTRAP && process->stepping == STEPPING_OVER)
		go_on(process);
	else
		take_signal(process, signal);
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* The usage of those that it has waited for is in its own: they count twice. */
static void take_end(t_process *process, int status, const struct rusage *usage)
{
	process->has_ended = 1;
	process->status = status;
	process->cpu = seconds(usage->ru_utime) + seconds(usage->ru_stime);
}

static void take(pid_t pid, int status, const struct rusage *usage)
{
	t_process *process = process_of(pid);

	if (pid == g_command && !WIFSTOPPED(status))
		g_command = -1;

	/* A new process that tells of itself before its parent does stands still until
	 * then. */
	if (process == NULL && WIFSTOPPED(status))
	{
		process = add_traced(pid, NULL);
		if (process != NULL)
			process->is_early = 1;
	}
	else if (process != NULL && WIFSTOPPED(status))
		take_stop(process, status);
	else if (process != NULL)
		take_end(process, status, usage);
}

/* Deals with the next stop or end of this process, or of any (-1). Returns 0 where there
 * is none: with WNOHANG, none yet. */
static int take_next(pid_t which, int options)
{
	int status;
	struct rusage usage;
	pid_t pid = wait4(which, &status, options | __WALL, &usage);

	if (pid == -1 && errno != ECHILD && errno != EINTR)
		give_up("wait4");
	if (pid > 0)
		take(pid, status, &usage);
	return pid > 0;
}

static long g_away_ms;

void trace_look_away(long ms)
{
	g_away_ms = ms;
}

/* The tracer of a process hears of its end before its parent does. */
static void stay_away(void)
{
	const struct timespec away = {0, g_away_ms * 1000000};

	g_away_ms = 0;
	if (away.tv_nsec != 0)
		nanosleep(&away, NULL);
}

int trace_take(void)
{
	stay_away();
	for (int i = 0; i < MOST_NEWS; i++)
		if (!take_next(-1, WNOHANG))
			return 0;
	return 1;
}

void trace_strike(t_process *process)
{
	process->is_struck = 0;
	resume(process, PTRACE_CONT, process->mishap.signal);
}

void trace_disguise(t_process *process, int code, t_address address)
{
	siginfo_t info = {0};

	if (ask(PTRACE_GETSIGINFO, process, NULL, &info) == -1)
		return;
	info.si_code = code;
	info.si_addr = (void *)address;
	ask(PTRACE_SETSIGINFO, process, NULL, &info);
}

static void do_nothing(int signal)
{
	(void)signal;
}

/* Waits that take long are interrupted from time to time, or no more. */
static void tick(int on)
{
	struct sigaction action = {.sa_handler = do_nothing};
	struct itimerval often = {{0, TICK_US * on}, {0, TICK_US * on}};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
}

/* Waits for something of this process alone, and deals with it. Returns 0 when it has
 * ended, or the row's time is up. */
static int take_from(t_process *process)
{
	while (!process->has_ended && !limits_are_passed())
		if (take_next(process->pid, 0))
			return !process->has_ended;
		else if (errno != EINTR)
			break;
	return 0;
}

/* Waits for a stop that may not come: who waits for a device does not hear of it. */
static int wait_a_while(t_process *process, int *status, struct rusage *usage)
{
	const struct timespec moment = {0, 1000000};
	pid_t pid = 0;

	for (int i = 0; i < PATIENCE_MS && pid == 0; i++)
	{
		pid = wait4(process->pid, status, __WALL | WNOHANG, usage);
		if (pid == 0)
			nanosleep(&moment, NULL);
	}
	return pid == process->pid;
}

void trace_locate(t_process *process)
{
	int status;
	struct rusage usage;

	if (!process->traced || process->has_ended || process->is_struck ||
		ptrace(PTRACE_INTERRUPT, process->pid, NULL, NULL) == -1 ||
		!wait_a_while(process, &status, &usage))
		return;
	if (WIFSTOPPED(status))
		registers_note(process->pid, &process->mishap);
	else
		take_end(process, status, &usage);
	process->is_struck = 1;
}

void trace_release(t_process *process)
{
	if (process->fork == FORK_HELD)
		leave_fork(process);
	process->fork = FORK_GOES_ON;
}

void trace_kill(t_process *process)
{
	/* Its pid may be another's. */
	if (process->has_ended)
		return;
	kill(process->pid, SIGKILL);
	/* Stops that were under way come first, and the ends of its threads. */
	while (process->traced && !process->has_ended)
		if (!take_next(process->pid, WNOHANG) && !take_next(-1, 0) &&
			errno != EINTR)
			break;
	process->has_ended = 1;
}

/* Until it is held at a SIGTRAP. Returns 0 where something else becomes of it. */
static int wait_until_held(t_process *process)
{
	process->is_held = 0;
	while (!process->is_held && !process->is_struck)
		if (!take_from(process))
			return 0;
	return process->is_held;
}

int trace_wait_for_trap(t_process *process)
{
	process->stepping = STEPPING_HELD;
	tick(1);
	int is_held = wait_until_held(process);
	tick(0);
	return is_held;
}

/* Whether the SIGTRAP at which it is held was sent by itself: its step is over. */
static int is_own_trap(const t_process *process)
{
	siginfo_t info;

	return ask(PTRACE_GETSIGINFO, process, NULL, &info) == 0 &&
	       info.si_code == SI_TKILL;
}

size_t trace_step(t_process *process, size_t count)
{
	size_t made = 0;

	tick(1);
	for (; made < count; made++)
	{
		go_on(process);
		if (!wait_until_held(process) || is_own_trap(process))
			break;
	}
	tick(0);
	return made;
}

void trace_go_on(t_process *process)
{
	process->stepping = STEPPING_OVER;
	go_on(process);
}
