#ifndef FORK_ARENA_H
#define FORK_ARENA_H

#include <stddef.h>
#include <sys/types.h>

/*
 * An arena that decides what a fork does to it, and a fork that reports what became of
 * the child.
 *
 * A dead arena has every field zero: after a failed arena_init, after arena_free, or
 * because you zeroed it yourself. Before arena_init the struct may hold anything.
 */

#define ARENA_ALIGN 16

typedef enum e_policy
{
	ARENA_COPIED, /* the child has a copy, made page by page as either one writes */
	ARENA_SHARED, /* parent and child share the same memory */
	ARENA_WITHHELD, /* the child has nothing there: touching it raises SIGSEGV */
	ARENA_WIPED /* the child has memory of its own there, all zero */
} t_policy;

typedef struct s_arena
{
	void *base; /* the first byte that can be handed out, a multiple of ARENA_ALIGN */
	size_t capacity; /* how many bytes can be handed out */
	t_policy policy;
	/* These are yours to use as you like; nobody else looks at them. */
	void *mapping;
	size_t length;
	size_t offset;
} t_arena;

/*
 * Makes *a an arena with this policy. Returns 0, or -1 with errno set.
 *
 * - All memory comes from mmap and is anonymous, readable and writable, never executable.
 * - All bytes from base on are zero.
 * - Capacity is `size` rounded up to a multiple of ARENA_ALIGN. No byte is used yet.
 * - The policy holds in every child made by fork, and in the children of children.
 * - Size 0, or an unknown policy: -1 and EINVAL.
 * - A size that no machine has, such as 2^60 or SIZE_MAX: -1 and ENOMEM.
 * - When mmap or madvise fails: -1 and the errno that it set, whatever else fails
 *   afterwards. Nothing stays mapped.
 * - After a failure every field of *a is zero.
 */
int arena_init(t_arena *a, size_t size, t_policy policy);

/*
 * Hands out the next block of `size` bytes. Returns its address, or NULL with errno set.
 *
 * - The block takes `size` bytes, rounded up to a multiple of ARENA_ALIGN. It begins
 *   right after the previous block; the first block begins at base.
 * - A block that does not fit, whatever its size: NULL and ENOMEM. A block that fits
 *   exactly is handed out.
 * - Size 0, or a dead arena: NULL and EINVAL.
 * - When it returns NULL, nothing changes.
 * - It neither reads nor writes any byte of the blocks' memory, old or new.
 *
 * All processes of a shared arena allocate from the same bytes, even at the same time:
 *
 * - No two blocks overlap, whichever processes asked for them. No byte between blocks is
 *   lost, except those that a process asked for when it was killed in the call.
 * - A block that fits is handed out, whatever other processes ask for meanwhile, and
 *   wherever one of them was killed.
 */
void *arena_alloc(t_arena *a, size_t size);

/*
 * Returns how many bytes are used, counted from base: the sum of all blocks, each rounded
 * up. For a dead arena: 0.
 *
 * - In a shared arena the blocks of all processes count. In any other arena a child
 *   starts with the count at the fork, and from then on each process keeps its own.
 */
size_t arena_used(const t_arena *a);

/*
 * Gives the memory back. Returns 0, or -1 with errno set.
 *
 * - Unmaps everything that arena_init mapped, in this process only, and nothing else.
 *   Afterwards every field of *a is zero.
 * - On a dead arena: 0, and munmap is not called.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int arena_free(t_arena *a);

/* Runs in a child. Returns the child's exit code, of which only the low 8 bits count. */
typedef int (*t_work)(t_arena *a, void *data);

typedef enum e_end
{
	END_EXITED = 1, /* code is the exit code, 0 to 255 */
	END_SIGNALED, /* code is the signal */
	END_DEADLINE /* fork_trace ended the child; code is SIGKILL */
} t_end;

typedef struct s_trace
{
	pid_t pid; /* of the child, which is gone */
	t_end end;
	int code;
	size_t changed; /* how many bytes of the arena differ from before, in this process
			 */
	size_t first; /* the lowest of them, counted from base; 0 if none differs */
	size_t last; /* the highest; 0 if none differs */
} t_trace;

/*
 * Runs work(a, data) in a child and waits for the child to end. Returns 0 with *trace
 * filled in, or -1 with errno set.
 *
 * The child:
 * - It ends when work returns, by calling _exit: it never returns from fork_trace, and
 *   runs no atexit function.
 * - It has the caller's signal mask.
 * - What work printed with stdio, and did not flush, is written when work returns.
 * - Work may end the child itself, by _exit or by a signal: the trace reports that end,
 *   even if it comes at the last moment before the deadline.
 *
 * Text that was waiting in a stdio buffer before the call is written once.
 *
 * The caller:
 * - A deadline of 0 means none. Any other deadline is in milliseconds, by the clock,
 *   counted from the fork. A child that has not ended by then is killed, even if it
 *   blocks every signal that can be blocked. No child is killed before its deadline.
 * - Only children of its own are sent signals, and none that was waited for: its pid may
 *   belong to another process by then.
 * - A signal that the caller handles during the wait makes it neither shorter nor longer.
 * - Other children of the caller are not waited for.
 * - No zombie, no descriptor and no mapping is left behind. The caller's signal handlers
 *   and mask are as before, and its timers have kept running. Processes that work
 *   started are left alone.
 * - All bytes from base to base + capacity are compared.
 * - Work may call fork_trace itself.
 * - When fork or mmap fails: -1 and the errno that it set, whatever else fails
 *   afterwards. Work has not run, and nothing is left behind.
 */
int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace);

/*
 * Not promised, so never graded: errno after a success, and which of two true reasons it
 * names (size 0 when no room is left); the fields after munmap failed; whether a request
 * that the kernel refused is repeated; *trace after a failure; where bookkeeping lies;
 * how much more than `size` is mapped, and in how many mappings; how soon after a
 * deadline the child ends, or that it ends less than a millisecond early; what becomes of
 * a deadline when the machine's clock is set meanwhile; what the wait costs; which of two
 * SIGKILLs ended a child at its deadline; whether a handler runs during the wait or right
 * after it; what happens when a stream cannot write its text, or no descriptor is free;
 * anything these functions print of their own.
 *
 * These are the caller's mistakes: NULL for anything but data; arena_init of a live
 * arena; fork_trace with a dead one, or with *trace in the arena; two copies of one
 * struct in one process, or a struct in shared memory; a child that allocates from, frees
 * or traces a withheld arena; ignoring SIGCHLD, or handling it by waiting for all
 * children; vfork; threads.
 */

#endif
