#ifndef QUARANTINE_H
#define QUARANTINE_H

#include <stddef.h>

/*
 * Arenas that stay recognisable after they are freed, a watch that reports who touches
 * them, and two ways to ask first.
 *
 * A dead arena has every field zero: after a failed arena_init, after arena_free, or
 * because the caller zeroed it. Before arena_init the struct may hold anything. All
 * copies of a struct mean the same arena. When that arena has been freed, a copy that is
 * left is stale.
 */

#define ARENA_ALIGN 16
#define ARENAS_MOST 32 /* arenas that can be alive at a time */
#define BLOCKS_MOST 32 /* blocks that an arena can have */
#define NAME_MOST 31 /* bytes of a block's name that are kept */
#define KEEP_MOST 32 /* arenas that can be in quarantine */

typedef struct s_arena
{
	void *base; /* where its memory begins, at the start of a page */
	size_t capacity; /* how many bytes can be handed out */
	unsigned number; /* 1 for the first arena, 2 for the next; a child counts on */
} t_arena;

/*
 * Makes *a an arena. Returns 0, or -1 with errno set.
 *
 * - Its memory is private, anonymous, readable and writable, not executable, and zero.
 * - Capacity is `size`. The arena's pages are those that its bytes lie in.
 * - The number is that of the arena before it, plus one. An arena_init that fails uses
 *   up no number.
 * - Size 0: -1 and EINVAL. A size that no machine has, 2^60 or more, or one arena more
 *   than ARENAS_MOST: -1 and ENOMEM. When mmap fails: -1 and the errno that it set.
 * - After a failure every field of *a is zero, and nothing more is mapped than before.
 */
int arena_init(t_arena *a, size_t size);

/*
 * Hands out the next block of `size` bytes. Returns its address, or NULL with errno set.
 *
 * - The first block begins at base, any other at the lowest multiple of ARENA_ALIGN that
 *   is not below the end of the block before. A block that fits exactly is handed out.
 * - The first NAME_MOST bytes of the name are copied: the caller may reuse the string.
 *   They are written as they are.
 * - It neither reads nor writes the arena's memory.
 * - A block that does not fit, whatever its size, or one more than BLOCKS_MOST: NULL and
 *   ENOMEM. Size 0, or a dead arena: NULL and EINVAL. A stale one: NULL and ESTALE.
 * - When it returns NULL, nothing changes.
 */
void *arena_alloc(t_arena *a, size_t size, const char *name);

/*
 * Frees the arena: it goes into quarantine, or is unmapped if the quarantine keeps 0
 * arenas. Returns 0, or -1 with errno set.
 *
 * - In quarantine its addresses stay taken, touching them raises SIGSEGV, and none of its
 *   pages uses memory. The names of its blocks are kept.
 * - The quarantine keeps the arenas that were freed last. If there are more than the
 *   count that quarantine_keep set, the oldest is unmapped, whole, and is forgotten.
 * - Every field of *a is zero afterwards.
 * - On a dead arena: 0, and nothing happens. On a stale one: -1 and ESTALE.
 * - When mmap, munmap, mprotect or madvise fails: -1 and the errno that it set. The arena
 *   is as it was: alive, its bytes and blocks unchanged. Freeing it again works.
 */
int arena_free(t_arena *a);

/*
 * Sets how many arenas the quarantine keeps: 0 when the process begins. Returns 0, or -1
 * with errno set.
 *
 * - Of those that are in quarantine and now too many, the oldest are unmapped.
 * - A count above KEEP_MOST: -1 and EINVAL, and nothing changes.
 * - When munmap fails: -1 and the errno that it set. The count is what it was, and the
 *   arenas that are still mapped are still in quarantine.
 */
int quarantine_keep(unsigned count);

/* A handle names a byte of a block, and stops being valid when its arena is freed. A
 * handle of all zeros names nothing. What the two fields hold is up to you; nobody else
 * looks at them. */
typedef struct s_handle
{
	size_t first;
	size_t second;
} t_handle;

/*
 * Makes *h a handle of this byte. Returns 0, or -1 with errno set.
 *
 * - A byte that is in no block of an arena that is alive: -1 and EINVAL, and *h is all
 *   zero. The memory is not touched.
 */
int handle_make(t_handle *h, const void *byte);

/*
 * Returns the address of the byte that the handle names, or NULL and ESTALE if its arena
 * was freed, even if a new arena has the same address; NULL and ESTALE for a handle of
 * all zeros.
 */
void *handle_get(t_handle h);

/*
 * Returns 1 if all `size` bytes from this address on can be read, else 0. For size 0 it
 * returns 1, whatever the address; for bytes beyond the last address, 0.
 *
 * - A mapping with PROT_READ can be read. PROT_NONE, addresses that are not mapped, and
 *   pages after the end of a mapped file cannot.
 * - It asks the kernel. No signal is raised, and nothing is written to the bytes.
 * - No descriptor and no mapping is left, and errno is as it was.
 */
int can_read(const void *address, size_t size);

/*
 * Begins the watch: from now on SIGSEGV is handled as follows. Returns 0. If it calls
 * mmap, and that fails: -1 and the errno that mmap set, and there is no watch. If the
 * watch is on already: 0, and nothing changes.
 *
 * A touch of an arena in quarantine, which is any byte of its pages, is reported on
 * descriptor 2, once, on one line. Then the process dies of SIGSEGV.
 *
 *	use after unmap: read at byte 8 of block 'list' of arena 3, freed 2 frees ago
 *	use after unmap: write at byte 4000 of arena 3, freed 1 free ago
 *
 * - It says `read`, `write` or `execution`. Bit 1 of the page fault's error code, in the
 *   context's REG_ERR, is set for a write, bit 4 for an execution.
 * - The byte is that of si_addr. Byte 0 is the first byte of the block. Bytes in no block
 *   are counted from base, as in the second line.
 * - The arena that was freed last was freed `1 free ago`; the one before, `2 frees ago`.
 *
 * A bad access outside the quarantine that is less than 4096 bytes away from the stack
 * pointer, the context's REG_RSP, is taken for a stack overflow. That is reported in the
 * same way, by this line:
 *
 *	stack overflow
 *
 * Any other SIGSEGV, one that a process sent (kill, raise, sigqueue) among them, is not
 * the watch's: it does what it would have done without the watch, and no line is written.
 *
 * - If there was a handler before, it is called once for each, with the same arguments
 *   (one or three, as SA_SIGINFO of its flags says). While it runs, SIGSEGV and the
 *   signals of its sa_mask are blocked, and no others that were not blocked already.
 * - After it returns, and after a siglongjmp out of it to a sigsetjmp that saved the
 *   mask, the watch is still on, and errno and the mask are what they would be without
 *   it.
 * - If SIGSEGV had its default action before (SIG_DFL), the process dies of it.
 * - If it was ignored (SIG_IGN), a SIGSEGV that a process sent is ignored; of any other
 *   the process dies.
 *
 * The watch's handler:
 *
 * - It runs on an alternate stack of 65,536 bytes or more: a full stack cannot stop it.
 * - It calls only functions that are safe in a signal handler (man 7 signal-safety): the
 *   code that it interrupts may hold any lock, of stdio's or malloc's.
 * - It works as well when descriptor 2 is closed: the process dies of SIGSEGV.
 */
int watch_begin(void);

/*
 * Ends the watch. Returns 0. SIGSEGV is handled as it was before watch_begin, with the
 * same flags and mask, and the alternate stack is what it was. What is in quarantine
 * stays there. Without a watch: 0, and nothing changes.
 */
int watch_end(void);

/*
 * All of this holds in a child made by fork, too: it begins with copies of its parent's
 * arenas, quarantine and watch, and neither changes those of the other.
 *
 * When no arena is alive, none is in quarantine and there is no watch, nothing that these
 * functions have mapped is mapped any more.
 *
 * Not promised, so never graded: what errno holds after a success, and which of two
 * errnos a function sets when both would be true; after a failed arena_free, the fields
 * (but that they mean the same arena), whether the oldest arena is still in quarantine,
 * and the arena itself if a call that undoes another was refused as well; whether a
 * request that the kernel refused is repeated; a sigaction or sigaltstack that fails;
 * where records are kept; numbers after 2^32 arenas; which alternate stack is used, if
 * there was one before; a line that descriptor 2 takes only in part, or a pipe without a
 * reader; SA_NODEFER, SA_RESETHAND, SA_RESTART and SA_ONSTACK of the handler before;
 * whether a system call that a SIGSEGV has interrupted goes on; an errno that the handler
 * before changes; a SIGSEGV while it runs, or when the alternate stack is full; longjmp
 * out of it, or a sigsetjmp that saved no mask; what can_read says of pages that may be
 * written or executed but not read, of [vvar] and [vsyscall], of addresses that the stack
 * can still grow into, when the kernel forbids it to ask, when no descriptor is free, or
 * about memory that another thread or process changes at that moment, and how long it
 * takes; a SIGBUS; what stays mapped when munmap fails in watch_end; anything these
 * functions print of their own outside the handler.
 *
 * These are the caller's mistakes: NULL, except to can_read and as handle_make's byte; a
 * struct that arena_init has not filled in, unless it is all zero; arena_init of a live
 * arena; fields changed by hand; a name that cannot be read, or with a newline; memory of
 * an arena unmapped, locked, or given another protection, by others; a handle that
 * handle_make did not make; a blocked SIGSEGV; watch_begin or watch_end called in a
 * signal handler; sigaltstack called by others while the watch is on; a handler that was
 * installed after watch_begin and is there still at watch_end; vfork; threads.
 */

#endif
