#ifndef RUN_H
#define RUN_H

#include <stddef.h>

/*
 * The only room that makes processes. A command runs under a keeper: a process
 * between the grader and the command that limits it, gathers its output, and ends
 * all that it left behind, wherever it went: orphans come to the keeper
 * (PR_SET_CHILD_SUBREAPER, prctl(2)). The keeper does so too if the grader dies.
 */

typedef struct s_limits
{
	double wall_seconds;
	/* CPU time and sleep of all processes, see t_outcome; 0: no limit */
	double own_seconds;
	long cpu_seconds; /* for each process */
	long memory_mib; /* address space of each process; 0: no limit */
	/* memory of all processes together: beyond it the largest is ended; 0: no
	 * limit */
	long total_mib;
	long file_mib; /* of each file written */
	size_t output_bytes; /* kept of the output; 16 times as much ends the command */
	int processes; /* at one time */
} t_limits;

typedef enum e_end
{
	END_EXITED, /* code is the exit status */
	END_SIGNALED, /* code is the signal */
	END_TIMED_OUT, /* the wall clock */
	END_SPENT, /* the time of all commands together: see run_budget */
	END_FLOODED, /* the output */
	END_SWARMED, /* the number of processes */
	END_NOT_STARTED, /* code is an errno */
	END_NOT_CONFINED /* bubblewrap failed, and says why in the output */
} t_end;

typedef struct s_command
{
	char *const *arguments; /* ends with NULL; the first is looked up in PATH */
	const char *folder; /* where it runs, or NULL: here */
	int shown; /* its output is also copied to the standard output, as it comes */
	/* where it is confined, it writes nothing to its folder; somebody else looks how
	 * it ends */
	int reads_only;
	/* it is confined where that can be, see view.h; it has a folder */
	int handles_submission;
} t_command;

typedef struct s_outcome
{
	t_end end;
	int code;
	double seconds;
	size_t output_size; /* what is kept of the standard output and error, in order */
	size_t output_total; /* what there was of it */
	int orphans; /* processes that outlived the command, and were ended */
	int bloated; /* processes that were ended because of total_mib */
	/*
	 * Processes of the whole machine that the kernel has killed meanwhile because
	 * memory ran out. It counts them itself, so this does not hang on what a command
	 * says.
	 */
	long oom_kills;
	/* Of `seconds`: CPU time, and time in which all processes slept. The machine kept
	 * them waiting for the rest. */
	double cpu_seconds;
	double slept_seconds;
	char *output; /* ended by a NUL */
} t_outcome;

/*
 * Runs the command to its end, without input, in an environment that has PATH, a TMPDIR
 * (the folder), LC_ALL=C.UTF-8 and HOME, and nothing else. Returns what became of it; its
 * output must be given to outcome_free.
 */
t_outcome run(const t_command *command, const t_limits *limits);

/*
 * From now on all commands together may compute and sleep for so many seconds: the one
 * that runs then is ended, and later ones are not started, both with END_SPENT. On an
 * idle machine that is the clock; on a busy one nobody pays for what others do. 0: as
 * long as they like.
 */
void run_budget(double seconds);

typedef struct s_spent
{
	double budget;
	int all; /* it was not enough */
	/* So far, see t_outcome. */
	double cpu_seconds;
	double slept_seconds;
} t_spent;

t_spent run_spent(void);

/*
 * From now on SIGINT, SIGTERM and SIGHUP do not end this process: they end the command
 * that runs, and every later one is not started, with EINTR, so that the caller comes
 * to its end in good order. run_signal returns the signal that came, or 0.
 */
void run_catch_signals(void);
int run_signal(void);

/* Whether a program may be traced, as gdb does: some containers forbid ptrace(2). */
int run_may_trace(void);

void outcome_free(t_outcome *outcome);

/* Nonzero if the command exited with status 0. */
int outcome_good(const t_outcome *outcome);

/* Nonzero if the command itself did not run: that says nothing about what it was to
 * handle. */
int outcome_missing(const t_outcome *outcome);

/*
 * Nonzero if it was ended by the clock though it hardly ran, and did not sleep: a machine
 * that is too busy says nothing about what the command handles, either.
 */
int outcome_starved(const t_outcome *outcome);

/* What became of a command that is not good, in words, as a new string: "it was ended
 * after 10 s". */
char *outcome_words(const t_outcome *outcome, const t_limits *limits);

#endif
