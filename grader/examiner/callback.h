#ifndef CALLBACK_H
#define CALLBACK_H

#include "call.h"

/*
 * A call of the contract that calls back, in a process that it forks: the callback runs
 * here, in the examiner, with that process as g_process.
 */

/* What a callback returns instead of a value: none that fits into 8 bits. */
enum
{
	CALLBACK_LEAVES = -(1 << 30), /* the process was left to itself: callback_leave */
	CALLBACK_STAYS /* it stays in the callback until it is ended, for 2 s or so */
};

/* The value that is returned for a process that stayed so long. */
#define STAYED 99

typedef struct s_callback
{
	/* What it was called with stands in `entered`, as the process has it. */
	int (*work)(const uint64_t *entered, void *data);
	void *data;
	int holds; /* the caller does not come out of its fork before work has run, or
		      some time has passed: for what is to be done before the fork */
	int signal; /* comes to the caller again and again, once work was called; or 0 */
	int runs; /* how often it was called */
	int is_own; /* in the very process that made the call: there it does not run */
	int is_astray; /* such a process came out of the call */
	int has_exited; /* one ran what was registered with atexit */
	t_process *process; /* which it ran in last */
	size_t held; /* waits, while the caller was held */
	size_t left; /* waits, until it has stayed for long enough */
} t_callback;

/*
 * Makes the call in g_process. Does not wait for its end where is_own or is_astray is set
 * then. Fails the row where a process ends that should not.
 */
t_answer callback_run(t_callback *callback, uint32_t step, const uint64_t *arguments);

/* Has g_process make the steps that were added, and return `value` from its callback,
 * without waiting for it: for callback_run's work. */
int callback_leave(int value);

#endif
