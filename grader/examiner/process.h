#ifndef PROCESS_H
#define PROCESS_H

#include "window.h"

#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * The processes of the subject, as the examiner knows them: by what the kernel tells (who
 * forked whom, how each ended) and by the window that each has greeted from.
 */

/* An address in a process of the subject. */
typedef uint64_t t_address;

typedef struct s_ledger t_ledger;

/* A signal that ended a process, or is about to, and where it struck. */
enum
{
	FRAMES = 48
};

typedef struct s_mishap
{
	int signal;
	int code; /* si_code, sigaction(2): above 0 where the kernel found a fault */
	t_address address; /* what a bad access touched */
	t_address stack; /* the stack pointer */
	t_address frames[FRAMES]; /* likely places, innermost first: see registers.h */
	size_t frame_count;
} t_mishap;

/* Single steps of a process. */
enum e_stepping
{
	STEPPING_NOT,
	STEPPING_HELD, /* it stands still at each SIGTRAP */
	STEPPING_OVER /* SIGTRAPs that are under way still do nothing */
};

/* A process that forks. */
enum e_fork
{
	FORK_GOES_ON,
	FORK_HOLDS, /* behind the next fork it stands still, until trace_release */
	FORK_HELD /* it does */
};

/* What a process has to do with a callback of the contract. */
enum e_callback
{
	CALLBACK_NEW, /* nothing yet: what it answers but the end of a call is looked at
		       */
	CALLBACK_RUNS, /* it is in one */
	CALLBACK_OVER /* it is to end: whatever it answers is looked at */
};

typedef struct s_process
{
	pid_t pid; /* 0: a free place */
	pid_t own_pid; /* as it calls itself, in its own namespace; 0: not known */
	struct s_process *parent; /* NULL for the fork server */
	t_window *window; /* NULL before it has greeted */
	t_ledger *ledger; /* what it has mapped */
	int traced;
	int has_ended;
	int is_gone; /* and its parent, or whoever is left, has waited for it */
	int status; /* wait status, where has_ended and traced */
	double cpu; /* seconds, as last seen, or of its whole life */
	int is_struck; /* a signal is about to end it: it stands still, see mishap */
	int may_die; /* signals do to it what they do to any process */
	long unwatched; /* the examiner itself makes it call this of the kernel; -1:
			   nothing */
	int in_call; /* PTRACE_SYSCALL: the next stop is the call's end */
	int call; /* which, then: t_call */
	uint64_t arguments[6];
	int is_early; /* it told of itself before its parent told of the fork */
	int stepping; /* see e_stepping */
	int is_held; /* at a SIGTRAP, for the next step */
	unsigned errors; /* that memcheck had counted in its parent when it began */
	int fork; /* see e_fork */
	int callback; /* see e_callback */
	t_mishap mishap;
} t_process;

/* The mapping that is shared with the subject. */
extern t_shared *g_shared;

/* Memory of the subject for the arguments of calls, as it told when it began. */
extern struct s_stage
{
	t_address start;
	size_t size;
} g_stage;

/* Whether the examiner sees what the subject asks of the kernel: trace.h. */
extern int g_is_traced;

/* The process that rows call now. */
extern t_process *g_process;

/* What was started: the subject, or what shuts it in; 0: nothing, -1: it has ended. */
extern pid_t g_command;

/* The place of a new process, or NULL where there is none left. */
t_process *process_add(pid_t pid, t_process *parent);

/* It has greeted from this window. */
void process_greets(t_process *process, t_window *window);

/* The parent of a process that was known before it was. */
void process_adopt(t_process *process, t_process *parent);

/* How many there are that have not ended. */
size_t process_count(void);

/* The process with this pid, or NULL. */
t_process *process_of(pid_t pid);

/* The process that has this window, or NULL. */
t_process *process_at(const t_window *window);

/* The process that calls itself so, or NULL. */
t_process *process_called(pid_t own_pid);

/* The next process that is known, from index *next on; NULL when there is none. */
t_process *process_next(size_t *next);

/* The number of a window that nobody has yet. */
uint32_t window_new(void);

/* Forgets one that has ended, was waited for, and has left no process behind: but for the
 * CPU time that it took. */
void process_forget(t_process *process);

/* Forgets all processes but the fork server, and all windows but the first. */
void processes_forget(void);

/* Forgets all. */
void processes_clear(void);

/* Whether it has loaded a filter of system calls, seccomp(2), as far as the kernel tells.
 */
int process_is_filtered(const t_process *process);

/* Whether it has ended, and nobody has waited for it. */
int process_is_zombie(pid_t pid);

/* Whether it stands still, or has ended. */
int process_is_stopped(pid_t pid);

/* CPU seconds of all that are known, and whether one of them runs. */
double processes_cpu(int *is_awake);

#endif
