#ifndef STRIKE_H
#define STRIKE_H

#include "call.h"
#include "process.h"
#include "steps.h"
#include "subject.h"

#include <stddef.h>

/*
 * Steps that raise SIGSEGV: each signal is seen before it comes, and what the watch makes
 * of it afterwards. Where nobody traces the subject, these rows are not graded.
 */

typedef struct s_outcome
{
	int is_back; /* the step returned this */
	t_answer answer;
	int status; /* else the process has ended: its wait status */
	unsigned strikes; /* how many signals came before that */
	char *text; /* what was written to descriptor 2 meanwhile */
	size_t size;
} t_outcome;

/* What is done to a process in which a step is to raise SIGSEGV, and to the signal. */
typedef struct s_strike
{
	uint32_t step;
	t_address address; /* the step's argument, and another one */
	uint64_t second;
	void (*before)(void *data); /* in that process, before the step */
	void *data;
	int is_disguised; /* the signal comes with this si_code, and the address as
			     si_addr */
	int code;
} t_strike;

/* Makes the step in a child of g_process, which has ended then. */
t_outcome strike(const t_strike *strike);

/* Makes the step in g_process, which is to come back. Fails the row if it ends. */
t_outcome strike_here(const t_strike *strike);

/* Touches the byte in a child: reads, writes or executes it (TOUCH_READ ...). what names
 * the byte: "byte 8 of the block". */
t_outcome touch(uint32_t step, t_address address, const char *what);

/* What the contract says of a SIGSEGV that is the watch's, and of others. */
#define PROMISE_REPORT "A touch of an arena in quarantine"
#define PROMISE_DEATH "Then the process dies of SIGSEGV"
#define PROMISE_OTHERS "Any other SIGSEGV, one that a process sent"
#define PROMISE_DEFAULT "If SIGSEGV had its default action before (SIG_DFL)"
#define PROMISE_STILL_ON "the watch is still on"

/* The outcome is that the process has died of SIGSEGV; promised has the words of the
 * contract that say so, NULL: those that the rubric names for the row. */
void expect_death(const t_outcome *outcome, const char *promised);

/* These are its last words, all of them; expect_no_words: there are none. */
void expect_words(const t_outcome *outcome, const char *wanted);
void expect_no_words(const t_outcome *outcome, const char *promised);

/* It is a SIGSEGV that is not the watch's, with no handler before: nothing is written,
 * and the process dies. */
void expect_default(const t_outcome *outcome);

/* How the process has ended, in words, as a new string. */
char *outcome_words(const t_outcome *outcome);

/* Ends the row as one that is not graded where signals cannot be seen. */
void expect_signals_seen(void);

/* From now on no function of unsafe.h can be called in g_process without being seen. */
void guard_unsafe(void);

/* A page of the row's own in g_process, which nobody may touch. */
t_address closed_page(void);

#endif
