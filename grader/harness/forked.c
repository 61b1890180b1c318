#define _GNU_SOURCE
#include "memcheck.h"
#include "mishap.h"
#include "row.h"
#include "row_run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Children that a row forks by itself, to see what becomes of its subject there. */

/* The wall clock of a forked child, in seconds: a child that waits for ever ends by
 * SIGALRM. */
#define CHILD_SECONDS 8
#define MOST 64

void die_if_watched(void)
{
	/* The filter ends the process at this call: valgrind does not see that coming. */
	if (row_is_watched())
		syscall(BOARD_SUICIDE, 0);
}

static void __attribute__((noreturn)) end_child(t_slot *slot)
{
	__atomic_add_fetch(&slot->children_done, 1, __ATOMIC_SEQ_CST);
	die_if_watched();
	_exit(EXIT_SUCCESS);
}

/* Ends this process after so many seconds: Check, too, handles SIGALRM, and that is
 * inherited. */
static void bound(unsigned seconds)
{
	signal(SIGALRM, SIG_DFL);
	alarm(seconds);
}

/* In the child: does the work and ends; never returns into the row. */
static void __attribute__((noreturn))
be_child(void (*work)(void *data, size_t number), void *data, size_t number)
{
	t_slot *slot = row_slot();
	unsigned long errors = VALGRIND_COUNT_ERRORS;

	bound(CHILD_SECONDS);
	row_start_timer();
	work(data, number);
	__atomic_add_fetch(
		&slot->memory_errors, VALGRIND_COUNT_ERRORS - errors, __ATOMIC_SEQ_CST);
	end_child(slot);
}

void expect_no_complaint(void)
{
	t_slot *slot = row_slot();
	char text[BOARD_TEXT + 64];

	if (slot->said[0] == '\0')
		return;
	snprintf(text, sizeof(text), "%.*s\nwhere: in the child", BOARD_TEXT, slot->said);
	row_give_up(text);
}

/* Fails the row for a child that did not come to its end. */
static void complain_of_child(int status)
{
	expect_no_complaint();
	expected("the child does its work and ends");
	if (WIFSIGNALED(status))
		got("signal %d (%s) ended the child", WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	got("the child ended early, with exit status %d", WEXITSTATUS(status));
}

/* Waits for all of them. Returns the status of one that did not end well, or 0. */
static int wait_for_children(const pid_t *children, size_t count)
{
	int bad = 0;
	int status;

	for (size_t i = 0; i < count; i++)
	{
		while (waitpid(children[i], &status, 0) == -1 && errno == EINTR)
			continue;
		if (status != 0)
			bad = status;
	}
	return bad;
}

void in_children(size_t count, void (*work)(void *data, size_t number), void *data)
{
	t_slot *slot = row_slot();
	pid_t children[MOST];

	if (count > MOST)
		abort();
	/* Children may have children of their own, which are counted there too. */
	int before = slot->children_done;
	fflush(NULL);
	for (size_t i = 0; i < count; i++)
	{
		children[i] = fork();
		if (children[i] == -1)
			got("fork failed: %s", errno_name(errno));
		if (children[i] == 0)
			be_child(work, data, i);
	}
	int status = wait_for_children(children, count);
	if (slot->children_done != before + (int)count)
		complain_of_child(status);
	slot->children_done = before;
}

typedef struct s_errand
{
	void (*work)(void *data);
	void *data;
} t_errand;

static void run_errand(void *data, size_t number)
{
	t_errand *errand = data;

	(void)number;
	errand->work(errand->data);
}

void in_child(void (*work)(void *data), void *data)
{
	t_errand errand = {work, data};

	tried("fork(): the child goes on");
	in_children(1, run_errand, &errand);
	answered(0, "the child did its work and ended");
}

void be_mortal(unsigned seconds)
{
	mishap_ignore();
	bound(seconds);
}
