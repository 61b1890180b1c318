#ifndef LEDGER_H
#define LEDGER_H

#include "process.h"

/*
 * What a process has mapped, page by page, and what it has asked of the kernel. It is
 * written from what the kernel was asked and answered, as the tracer sees it; under
 * valgrind, from what the subject tells. What rows ask, they ask of g_process.
 */

typedef struct s_mapping
{
	t_address start; /* as mmap returned it */
	size_t length; /* as it was asked for */
	size_t live; /* bytes of its pages that are mapped now */
	int flags; /* as asked for */
	t_address caller; /* the address behind the call of mmap */
} t_mapping;

/* ---- for the rows ---- */

/* Whether there is one: where nobody can see what the subject asks of the kernel, each of
 * the following ends the row as one that is not graded. */
int ledger_is_seen(void);

/* Forgets what is mapped, and all counts and orders to fail. */
void ledger_reset(void);

/* Makes so many calls, from the next on, fail with errno error; UINT_MAX: all. */
void ledger_fail(t_call call, unsigned calls, int error);

/* The same, and before them so many succeed. */
void ledger_fail_after(t_call call, unsigned good, unsigned calls, int error);

/* The number of calls since the last reset, failed ones too. */
unsigned ledger_calls(t_call call);

/* The errno of the last failed call, or 0 if none has failed since the reset. */
int ledger_error(t_call call);

/* The bytes, whole pages, that are mapped now. */
size_t ledger_mapped(void);

/* Bytes that munmap was asked to unmap though no call had mapped them. */
size_t ledger_strays(void);

/* How many calls of kill were for what is no child of the caller, or none any more. */
unsigned ledger_stray_kills(void);

/* Copies the mappings that are not wholly unmapped, at most room; returns how many there
 * are. */
size_t ledger_live(t_mapping *mappings, size_t room);

/*
 * Finds the one mapping whose mapped pages hold all of the bytes. Returns 1, or 0
 * where some are not mapped or the bytes lie in two mappings.
 */
int ledger_holder(t_address address, size_t size, t_mapping *mapping);

/* The protections common to all pages of the bytes, or -1 where ledger_holder finds
 * none. */
int ledger_protection(t_address address, size_t size);

/* Nonzero where one of the mapped pages of the bytes was asked to be executable. */
int ledger_executable(t_address address, size_t size);

/* From now on before(process) is called before each call of this kind, with the process
 * that makes it; before kill, with the child that is sent a signal. NULL: nothing is. */
void ledger_before(t_call call, void (*before)(t_process *process));

/* From now on a mmap that leaves the address to the kernel has this hint: what is free
 * there is mapped there. 0: none. */
void ledger_place(t_address hint);

/*
 * From now on each clock that the submission reads is put forward, by less than a second:
 * when it is read next, it stands at so many nanoseconds of a second, and goes on from
 * there. Those of CPU time stand still. -1: no clock is changed.
 */
void ledger_set_clocks(long nanoseconds);

/* From now on so many seconds seem to have gone by, on each clock that the submission
 * reads or sleeps by; not on timers that run already. 0: no more than have. */
void ledger_let_pass(long seconds);

/* From now on mmap ignores these flags, as a kernel does that is older than they are. */
void ledger_ignore(int flags);

/* From now on the end of a child that a fault ended says that a core file was written. */
void ledger_write_cores(void);

/* ---- for those who write it ---- */

t_ledger *ledger_new(void);
/* The row has ended: no process forks any more, and no function of its is called. */
void ledger_close(void);
/* As a forked child has it. */
t_ledger *ledger_copy(const t_ledger *ledger);
void ledger_free(t_ledger *ledger);

/* A call is about to be made. Returns 0, or the errno with which it is to fail; it may
 * change the arguments. */
int ledger_ask(t_process *process, t_call call, uint64_t *arguments);

/* It was made, and has this value or, where error is not 0, failed with it. */
void ledger_enter(t_process *process, t_call call, const uint64_t *arguments,
	uint64_t value, int error);

/* Takes over what the processes of the subject have told by themselves. */
void ledger_read_events(void);

#endif
