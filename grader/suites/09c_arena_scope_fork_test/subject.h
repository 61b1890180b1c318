#ifndef SUBJECT_H
#define SUBJECT_H

#include "callback.h"
#include "fork_arena.h"
#include "ledger.h"
#include "process.h"

/*
 * An arena under test. The calls of the submission are made through these functions, so
 * that the report can tell what was tried; each leaves the errno of its call in error.
 * They check nothing but what their comment says.
 */

typedef struct s_subject
{
	t_address at; /* where the struct lies, in the process that is called */
	t_address trace; /* and where fork_trace puts its t_trace */
	t_arena arena; /* as it was after the last call */
	const char *name; /* as the report calls it: "a" */
	int error;
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

/* A subject of that name whose struct holds rubbish, as before arena_init. */
t_subject subject(const char *name);

/* base, as an address in the process that is called, and how far another lies from it. */
t_address base_of(const t_subject *s);
ptrdiff_t distance_of(const t_subject *s, t_address address);

int call_init(t_subject *s, size_t size, t_policy policy);
/* A block's address, or 0. */
t_address call_alloc(t_subject *s, size_t size);
size_t call_used(t_subject *s);
int call_free(t_subject *s);

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

/* From now on each call of that name fails with this errno, until end_failing: noted for
 * the report. */
void begin_failing(t_call call, const char *name, int error);
void end_failing(t_call call);

/* Makes a subject. Fails the row if arena_init does not return 0 with a base. */
t_subject live(const char *name, size_t size, t_policy policy);

/* Calls arena_alloc. Fails the row if it returns NULL. */
t_address block_of(t_subject *s, size_t size);

/* Calls arena_alloc. Fails the row unless it returns NULL with this errno; why says why
 * it must. */
void refuse(t_subject *s, size_t size, int error, const char *why);

/* Calls arena_free. Fails the row unless it returns 0. */
void freed(t_subject *s);

/* Calls fork_trace without a deadline. Fails the row if it does not return 0. */
t_trace traced(t_subject *s, const char *what, t_errand errand, void *data);

/* The child's end as the trace tells it, in words, as a new string: "exit code 3". */
char *trace_words(const t_trace *trace);

/* Fails the row unless the trace tells of this end. */
void expect_end(const t_trace *trace, t_end end, int code);

/* Fails the row unless all fields are zero; after names the call before. */
void expect_dead(const t_subject *s, const char *after);

/* Sets every field to zero. */
void bury(t_subject *s);

/* What `size` takes in an arena. */
size_t rounded(size_t size);

/* A child of the row's own, which fork_trace is to leave alone: it has ended, and waits
 * to be waited for. */
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

/* Adds a step to those that g_process is to make: it sleeps. */
void add_nap(long ms);

#endif
