#ifndef FORK_ARENA_H
#define FORK_ARENA_H

#include <stddef.h>
#include <sys/types.h>

/*
 * An arena that says what a fork does to it, and a fork that says what became of the
 * child.
 *
 * A dead arena has every field zero: after a failed arena_init, after arena_free, or
 * because you wrote zeros there yourself. Before arena_init the struct may hold anything.
 */

#define ARENA_ALIGN 16

typedef enum e_policy
{
	ARENA_COPIED, /* the child has a copy, made page by page as one of them writes */
	ARENA_SHARED, /* parent and child have the same memory */
	ARENA_WITHHELD, /* the child has nothing there: touching it is a SIGSEGV */
	ARENA_WIPED /* the child has memory of its own there, all zero */
} t_policy;

typedef struct s_arena
{
	void *base; /* the first byte that can be given, a multiple of ARENA_ALIGN */
	size_t capacity; /* how many bytes can be given */
	t_policy policy;
	/* Yours, to use as you like; nobody else looks at them. */
	void *mapping;
	size_t length;
	size_t offset;
} t_arena;

/*
 * Makes *a an arena with this policy. Returns 0, or -1 with errno set.
 *
 * - All memory comes from mmap and is anonymous, to be read and written, never executed.
 * - The bytes from base on are zero.
 * - Capacity is `size` rounded up to a multiple of ARENA_ALIGN. Nothing is used.
 * - The policy holds in every child that is made by fork, and in the children of
 *   children.
 * - Size 0, or an unknown policy: -1 and EINVAL.
 * - A size that no machine has, such as 2^60 or SIZE_MAX: -1 and ENOMEM.
 * - When mmap or madvise fails: -1 and the errno that it set, whatever fails after it,
 *   and nothing stays mapped.
 * - After a failure every field of *a is zero.
 */
int arena_init(t_arena *a, size_t size, t_policy policy);

/*
 * Gives the next block of `size` bytes. Returns it, or NULL with errno set.
 *
 * - The block takes `size` bytes, rounded up to a multiple of ARENA_ALIGN, right behind
 *   the block that was given before, the first one at base.
 * - A block that does not fit: NULL and ENOMEM, whatever the size. One that fits exactly
 *   is given.
 * - Size 0, or a dead arena: NULL and EINVAL.
 * - When it returns NULL, nothing changes.
 * - It reads and writes no byte of the blocks' memory, old or new.
 *
 * In a shared arena all processes give from the same bytes, at the same time too:
 *
 * - No two blocks overlap, whichever processes asked for them, and no byte between them
 *   is lost, but what a process asked for that was killed in the call.
 * - A block that fits is given, whatever other processes ask for meanwhile, and wherever
 *   one of them was killed.
 */
void *arena_alloc(t_arena *a, size_t size);

/*
 * How many bytes are used, from base on: the sum of all blocks, each rounded up. A dead
 * arena: 0.
 *
 * - In a shared arena the blocks of all processes count. In the others a child begins
 *   with what was used at the fork, and from there on each process has a count of its
 *   own.
 */
size_t arena_used(const t_arena *a);

/*
 * Gives the memory back. Returns 0, or -1 with errno set.
 *
 * - Unmaps all that arena_init mapped, in this process alone, and nothing else. Every
 *   field of *a is zero then.
 * - On a dead arena: 0, and munmap is not called.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int arena_free(t_arena *a);

/* What runs in a child. What it returns is the child's exit code, of which the low 8 bits
 * count. */
typedef int (*t_work)(t_arena *a, void *data);

typedef enum e_end
{
	END_EXITED = 1, /* code is the exit code, 0 to 255 */
	END_SIGNALED, /* code is the signal */
	END_DEADLINE /* it was ended by fork_trace; code is SIGKILL */
} t_end;

typedef struct s_trace
{
	pid_t pid; /* of the child, which is gone */
	t_end end;
	int code;
	size_t changed; /* bytes of the arena that differ from before, in this process */
	size_t first; /* the lowest of them, from base; 0 where none differs */
	size_t last; /* the highest; 0 where none differs */
} t_trace;

/*
 * Runs work(a, data) in a child, and waits for its end. Returns 0 with *trace filled in,
 * or -1 with errno set.
 *
 * The child:
 * - It ends when work returns, by _exit: it never returns from fork_trace, and runs no
 *   atexit function.
 * - It has the signal mask that the caller has.
 * - What work printed with stdio, and did not flush, is written when work returns.
 * - Work may end the child itself, by _exit or a signal: the trace tells of that end, at
 *   the last moment before the deadline too.
 *
 * Text that was waiting in a buffer of stdio before the call is written once.
 *
 * The caller:
 * - A deadline of 0 is none. With another, a child that has not ended so many
 *   milliseconds after the fork, on the clock, is killed, even if it blocks all signals
 *   that can be blocked, and none is killed before.
 * - Only children of its own are sent signals, and none that was waited for: its pid may
 *   be another's.
 * - A signal that the caller handles meanwhile makes the wait neither shorter nor longer.
 * - Other children of the caller are not waited for.
 * - No zombie, no descriptor and no mapping is left, the caller's signal handlers and
 *   mask are as before, and its timers have run on. Processes that work started are
 *   their own affair.
 * - All bytes from base to base + capacity are compared.
 * - Work may call fork_trace itself.
 * - When fork or mmap fails: -1 and the errno that it set, whatever fails after it; work
 *   has not run, and nothing is left.
 */
int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace);

/*
 * Not promised, so never graded: errno after a success, and which of two true reasons it
 * names (size 0 where no room is left); the fields after munmap failed; whether what the
 * kernel refused is asked for again; *trace after a failure; where bookkeeping lies; how
 * much more than `size` is mapped, and in how many mappings; how soon after a deadline
 * the child ends, or that it ends less than a millisecond early; what becomes of a
 * deadline when the machine's clock is set meanwhile; what the wait costs; which of two
 * SIGKILLs ended a child at its deadline; whether a handler runs during the wait or right
 * after it; what happens when a stream cannot write its text, or no descriptor is free;
 * what these functions print of their own.
 *
 * These are the caller's mistakes: NULL for anything but data; arena_init of a live
 * arena; fork_trace with a dead one, or with *trace in the arena; two copies of one
 * struct in one process, or a struct in shared memory; a child that allocates from, frees
 * or traces a withheld arena; SIGCHLD ignored, or a handler of it that waits for all
 * children; vfork; threads.
 */

#endif
