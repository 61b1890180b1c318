#ifndef LEDGER_H
#define LEDGER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/*
 * The ledger stands between the submission and the kernel: its calls of mmap and
 * the like are redirected here. It knows what is mapped, page by page, and is the
 * authority on what is still mapped when a row ends. Under valgrind it also tells
 * memcheck, which by itself sees no block in a mapping and no leak of one.
 */

typedef enum e_call
{
	CALL_MMAP,
	CALL_MUNMAP,
	CALL_MREMAP,
	CALL_MPROTECT,
	CALL_MADVISE,
	CALL_FORK,
	CALL_KINDS
} t_call;

typedef struct s_mapping
{
	char *start; /* as mmap returned it */
	size_t length; /* as it was asked for */
	size_t live; /* bytes of its pages that are mapped now */
	int flags; /* as asked for */
	uintptr_t caller; /* the address behind the call of mmap */
} t_mapping;

/* Unmaps what is left, and forgets all counts and orders to fail. */
void ledger_reset(void);

/* Makes the nth call from now on (1: the next), and each after it, fail with errno error;
 * 0: none. */
void ledger_fail(t_call call, unsigned nth, int error);

/* The number of calls since the last reset, failed ones too. */
unsigned ledger_calls(t_call call);

/* The errno of the last failed call, or 0 if none has failed since the reset. */
int ledger_error(t_call call);

/* The bytes, whole pages, that are mapped now. */
size_t ledger_mapped(void);

/* Bytes that munmap was asked to unmap though no call of the submission had mapped
 * them. */
size_t ledger_strays(void);

/* Copies the mappings that are not wholly unmapped, at most room; returns how many there
 * are. */
size_t ledger_live(t_mapping *mappings, size_t room);

/*
 * Finds the one mapping whose mapped pages hold all of the bytes. Returns 1, or 0
 * where some are not mapped or the bytes lie in two mappings.
 */
int ledger_holder(const void *address, size_t size, t_mapping *mapping);

/* The protections common to all pages of the bytes, or -1 where ledger_holder finds
 * none. */
int ledger_protection(const void *address, size_t size);

/* Nonzero where one of the mapped pages of the bytes was asked to be executable. */
int ledger_executable(const void *address, size_t size);

/* Counts a call. Returns 0, or -1 with errno set if it has been told to fail. */
int ledger_enter(t_call call);

/* Where the submission's calls are redirected to; they behave as their namesakes do. */
void *ledger_mmap(void *address, size_t length, int protection, int flags, int descriptor,
	off_t offset);
int ledger_munmap(void *address, size_t length);
void *ledger_mremap(void *address, size_t old_size, size_t new_size, int flags, ...);
int ledger_mprotect(void *address, size_t length, int protection);
int ledger_madvise(void *address, size_t length, int advice);

/* In processes.c. A row that forks without end is ended, in each of its processes. */
pid_t ledger_fork(void);
/* Only for children of this process, and not yet waited for: else -1 and EPERM. */
int ledger_kill(pid_t pid, int signal);
/* How many calls of kill were for another process than these children and this process
 * itself. */
unsigned ledger_stray_kills(void);
/* From now on before(pid) is called before a child is sent a signal; NULL: nothing is. */
void ledger_before_kill(void (*before)(pid_t child));
/* Only to descriptors that the submission opened itself, and to stdout and stderr: else
 * -1 and EBADF. */
ssize_t ledger_write(int descriptor, const void *bytes, size_t size);
/* Notes which descriptors are open: from now on these are not the submission's. */
void ledger_note_descriptors(void);

/* In clock.c. */
int ledger_clock_gettime(clockid_t clock, struct timespec *now);
/*
 * From now on each clock is put forward, by less than a second: when it is read next, it
 * stands at so many nanoseconds of a second, and goes on from there. Those of CPU time
 * stand still. -1: no clock is changed.
 */
void ledger_set_clocks(long nanoseconds);

#endif
