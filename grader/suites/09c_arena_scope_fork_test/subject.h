#ifndef SUBJECT_H
#define SUBJECT_H

#include "callback.h"
#include "fork_arena.h"
#include "process.h"

/* The words of this lesson, for kit.h. */
#define ARENA "arena"
#define AN_ARENA "an arena"
#define PROMISE_MADE "Makes *a an arena with this policy"
#define PROMISE_FAILED "After a failure every field of *a is zero"
#define PROMISE_FREED "Afterwards every field of *a is zero"
#define USED_WORDS "arena_used"

/* An arena under test: see kit.h. */
typedef struct s_subject
{
	t_address at;
	t_address trace; /* where fork_trace puts its t_trace */
	t_address data; /* which work is to get: any pointer, or none */
	t_arena arena;
	t_policy policy; /* which arena_init is given */
	const char *name;
	int error;
	int holds; /* its fork_trace is held behind the fork: see callback.h */
	int signal; /* comes to the caller while its child runs, again and again; 0: none
		     */
} t_subject;

/* The four policies, for rows that try all. */
extern const t_policy g_policies[];
enum
{
	POLICIES = 4
};

const char *policy_name(t_policy policy);

/* A subject that is not made yet, and one that is. Fails the row if arena_init does not
 * return 0 with its fields filled in. */
t_subject unmade(const char *name, t_policy policy);
t_subject live(const char *name, size_t size, t_policy policy);

/*
 * What a traced child is to do, done with it as g_process. *s is the arena that work got,
 * with the fields that the caller's had. Returns what callback.h says of work. A child
 * that a deadline may end meanwhile can only be given steps, and left alone.
 */
typedef int (*t_errand)(t_subject *s, void *data);

/*
 * Calls fork_trace; what names the work in the report. Fails the row if it comes back in
 * the child, or if it returns 0 and work has not run once, in a child.
 */
int call_trace(t_subject *s, const char *what, t_errand errand, void *data,
	unsigned deadline, t_trace *trace);

/* A deadline that no honest row comes near: longer than any row may take. */
#define FAR 60000

/* Calls fork_trace. Fails the row if it does not return 0. */
t_trace traced_until(
	t_subject *s, const char *what, t_errand errand, void *data, unsigned deadline);

/* The same without a deadline. */
t_trace traced(t_subject *s, const char *what, t_errand errand, void *data);

/* The child's end as the trace tells it, in words, as a new string: "exit code 3". */
char *trace_words(const t_trace *trace);

/* Fails the row unless the trace tells of this end. */
void expect_end(const t_trace *trace, t_end end, int code);

/* A child of the row's own, which fork_trace is to leave alone: it ends when it is told
 * to, and waits to be waited for. */
void end_child(t_process *child);

/* Such a child that has ended. */
t_process *child_of_the_caller(void);

/* Waits for that child. Fails the row if somebody else has. */
void expect_childs_end(t_process *child);

/* What wait4 of any child returns without waiting, and its errno. */
t_answer wait_for_any(void);

/* Fails the row if kill was called for what is no child, or no child any more; before:
 * ledger_stray_kills. */
void expect_no_stray_kill(unsigned before);

/* The work that does nothing. */
int return_0(t_subject *s, void *data);

/* Adds a step to those that g_process is to make: it sleeps, or handles a signal as a new
 * process does. */
void add_nap(long ms);
void add_default(int signal);

#endif
