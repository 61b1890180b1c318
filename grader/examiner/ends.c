#define _GNU_SOURCE
#include "ends.h"

#include "give_up.h"
#include "names.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

/* Below this address nothing is mapped: a NULL pointer, and what it leads to. */
#define LOWEST 4096
#define NEAR_STACK 65536

static char *format(const char *words, int signal, t_address address)
{
	const char *name = signal_name(signal);
	char *text;

	if (asprintf(&text, words, signal, name == NULL ? "?" : name,
		    (unsigned long)address) == -1)
		give_up("memory");
	return text;
}

/* A touch just beside the stack pointer: the stack had no page left there. */
static int is_near_stack(const t_mishap *mishap)
{
	t_address distance = mishap->address > mishap->stack
				     ? mishap->address - mishap->stack
				     : mishap->stack - mishap->address;

	return mishap->stack != 0 && distance < NEAR_STACK;
}

/* The processor stumbled over the instruction itself: frames[0] lies behind the first
 * byte of it. */
static int is_jump_astray(const t_mishap *mishap)
{
	return mishap->frame_count > 0 && mishap->frames[0] == mishap->address + 1;
}

char *mishap_words(const t_mishap *mishap)
{
	int signal = mishap->signal;

	if (signal == SIGABRT)
		return format("abort was called, by a failed assert perhaps", 0, 0);
	if (signal == SIGFPE)
		return format("signal 8 (SIGFPE), a division by zero perhaps", 0, 0);
	if (signal != SIGSEGV && signal != SIGBUS)
		return format("signal %d (SIG%s)", signal, 0);
	if (is_jump_astray(mishap))
		return format(
			"signal %d (SIG%s): a call or a return led to address %#lx, where there is no code",
			signal, mishap->address);
	if (is_near_stack(mishap))
		return format(
			"the stack is used up, by an endless recursion or a huge local array",
			0, 0);
	if (mishap->address < LOWEST)
		return format(
			"signal %d (SIG%s): address %#lx was accessed, so a pointer is NULL",
			signal, mishap->address);
	return format(
		"signal %d (SIG%s): address %#lx was accessed, which is not mapped or does not allow that access",
		signal, mishap->address);
}

char *end_words(const t_process *process)
{
	int status = process->status;
	char *text;

	if (!process->traced || !process->has_ended)
		return format("the process is gone", 0, 0);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return format(
			"signal 9 (SIGKILL): memory or time of the whole run ran out", 0,
			0);
	if (WIFSIGNALED(status))
		return format("signal %d (SIG%s)", WTERMSIG(status), 0);
	if (asprintf(&text, "the process exited with status %d in the middle of the row",
		    WEXITSTATUS(status)) == -1)
		give_up("memory");
	return text;
}
