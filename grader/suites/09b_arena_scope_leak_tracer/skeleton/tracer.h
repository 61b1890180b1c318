#ifndef TRACER_H
#define TRACER_H

#include <stddef.h>
#include <stdio.h>

/*
 * A tracer is an arena that can account for itself: its ledger has an entry for each
 * block.
 *
 *	base                     base + offset            base + capacity
 *	v                        v                        v
 *	+-----------+------------+------------------------+
 *	| block 0 |p| block 1 |p |          free          |
 *	+-----------+------------+------------------------+
 *	           ^ padding: blocks are rounded up to a multiple of 16
 *
 * A dead tracer has every field zero: after a failed tracer_init, after tracer_free, or
 * because you set them to zero yourself. It is a sound tracer of 0 bytes, without blocks
 * or scopes. Before tracer_init the struct may hold anything. It may be copied or moved:
 * only its fields count.
 *
 * The memory belongs to the owners of the blocks: no function here changes a byte of it.
 */

/* ---- Numbers and types ---- */

#define TRACER_ALIGN 16
#define TRACER_BLOCKS 64 /* entries in the ledger */
#define TRACER_SCOPES 8 /* scopes that may be open at once */
#define TRACER_LABEL 16 /* bytes in a label, including its NUL */

typedef enum e_state
{
	BLOCK_LIVE = 1,
	BLOCK_RELEASED,
	BLOCK_LEAKED
} t_state;

/* An entry in the ledger. It stays there until tracer_free; only its state changes. */
typedef struct s_entry
{
	size_t offset; /* of the block's first byte, counted from base */
	size_t size; /* as requested, without padding */
	size_t scope; /* how many scopes were open when the block was allocated */
	t_state state;
	char label[TRACER_LABEL];
} t_entry;

typedef struct s_tracer
{
	void *base;
	size_t offset;
	size_t capacity;
	size_t depth; /* how many scopes are open now */
	size_t count; /* how many entries the ledger has, in the order of the blocks */
	t_entry ledger[TRACER_BLOCKS];
} t_tracer;

/* `size` bytes, starting at base + start. */
typedef struct s_range
{
	size_t start;
	size_t size;
} t_range;

/* A copy of the used bytes, as they were. An empty snapshot has both fields zero. */
typedef struct s_snapshot
{
	void *copy; /* its first byte */
	size_t size; /* what the offset was */
} t_snapshot;

/* What tracer_diff found. */
typedef struct s_diff
{
	size_t ranges; /* how many changed ranges there are */
	size_t changed; /* how many bytes these ranges have in all */
	size_t grown; /* how many bytes the offset has grown since the snapshot */
} t_diff;

/* A piece of a range, and whose memory it is. */
typedef enum e_place
{
	PLACE_BLOCK = 1,
	PLACE_PADDING,
	PLACE_FREE
} t_place;

typedef struct s_piece
{
	t_place place;
	t_range range;
	size_t block; /* its index in the ledger; for padding, the index of the block
		       * before it; for free memory, 0 */
} t_piece;

typedef enum e_fault
{
	FAULT_NONE,
	FAULT_OFFSET_BEYOND,
	FAULT_OFFSET_MISALIGNED,
	FAULT_LEDGER,
	FAULT_OFFSET_ELSEWHERE
} t_fault;

/* ---- Lists ---- */

/*
 * Three functions fill a list: they write its first `room` elements to an array, write
 * nothing past them, and return the total, even when it exceeds `room`. With room 0 the
 * array may be NULL.
 */

/* ---- Making a tracer ---- */

/*
 * Makes *t a tracer. Returns 0, or -1 with errno set.
 *
 * - The memory is one mapping from mmap: private, anonymous, readable and writable, never
 *   executable.
 * - The capacity is `size` rounded up to a multiple of TRACER_ALIGN. All other numbers
 *   are zero.
 * - Size 0: -1 and EINVAL. A size that cannot be rounded up: -1 and ENOMEM.
 * - When mmap fails: -1 and the errno that mmap set.
 * - After a failure every field of *t is zero.
 */
int tracer_init(t_tracer *t, size_t size);

/* ---- Blocks ---- */

/*
 * Allocates the next block of `size` bytes. Returns its address, or NULL with errno set.
 *
 * - The block begins at base + offset. The offset then grows by `size`, rounded up to a
 *   multiple of TRACER_ALIGN: the bytes beyond `size` are the block's padding.
 * - The ledger gets an entry for it: live, with the number of open scopes as its scope.
 * - The entry's label is a copy of `label`, cut to TRACER_LABEL - 1 bytes and terminated
 *   by a NUL.
 * - A block that does not fit: NULL and ENOMEM, whatever the size. A block that fits
 *   exactly is allocated.
 * - A full ledger: NULL and ENOSPC. Size 0, or a dead tracer: NULL and EINVAL.
 * - When it returns NULL, the tracer is unchanged.
 */
void *tracer_alloc(t_tracer *t, size_t size, const char *label);

/*
 * Marks a block as released; its memory is never allocated again. Returns 0, or -1 with
 * errno set.
 *
 * - `block` is the address of the first byte of a live block, whatever its scope.
 * - A block that was already released: -1 and EALREADY.
 * - Any other address, including NULL and the address of a leaked block: -1 and EINVAL.
 * - When it returns -1, the tracer is unchanged.
 */
int tracer_release(t_tracer *t, const void *block);

/* ---- Scopes ---- */

/*
 * Opens a scope inside those that are already open. Returns 0, or -1 with errno set.
 *
 * - With TRACER_SCOPES open: -1 and ENOSPC. A dead tracer: -1 and EINVAL. In both cases
 *   the tracer is unchanged.
 */
int tracer_enter(t_tracer *t);

/*
 * Closes the innermost open scope. Returns how many of its blocks leaked, or -1 with
 * errno set.
 *
 * - Its blocks are those that were allocated while it was the innermost scope.
 * - Those that are still live leak: their state becomes BLOCK_LEAKED.
 * - `leaks` receives their entries, in the order of the ledger and with the new state.
 * - Blocks of other scopes stay as they are. No memory is freed: only states and depth
 *   change.
 * - No scope is open: -1 and EINVAL, and the tracer is unchanged.
 */
int tracer_leave(t_tracer *t, t_entry *leaks, size_t room);

/* ---- Snapshots ---- */

/*
 * Copies the bytes below the offset, for tracer_diff. Returns 0, or -1 with errno set.
 *
 * - Before the call *s may hold anything.
 * - The copy has a mapping of its own, from mmap. With offset 0 the snapshot is empty.
 * - When mmap fails: -1 and the errno that mmap set, and the snapshot is empty.
 */
int tracer_snapshot(const t_tracer *t, t_snapshot *s);

/*
 * Frees the copy. Returns 0, or -1 with errno set.
 *
 * - Unmaps everything that tracer_snapshot mapped. The snapshot is then empty.
 * - An empty snapshot: 0, and munmap is not called.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int snapshot_free(t_snapshot *s);

/*
 * Compares the memory with a snapshot that was taken of this tracer.
 *
 * - Only bytes that are in the snapshot are compared; what was allocated since then is
 *   growth, not change.
 * - A changed range is as long as possible: all its bytes differ, and the bytes next to
 *   it do not.
 * - `ranges` receives the ranges, lowest first; the result counts them all.
 */
t_diff tracer_diff(const t_tracer *t, const t_snapshot *s, t_range *ranges, size_t room);

/* ---- Blame ---- */

/*
 * Reports whose memory a range is. Returns the number of its pieces.
 *
 * - The range is cut wherever a block begins or ends, and at the offset; each byte is in
 *   exactly one piece.
 * - `pieces` receives the pieces, lowest first. None of them is empty. A range of 0 bytes
 *   has none.
 * - In a block, whatever its state: PLACE_BLOCK. Between the end of a block and the next
 *   block or the offset: PLACE_PADDING. From the offset on, even beyond the capacity, as
 *   one piece: PLACE_FREE.
 */
size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room);

/* ---- Check ---- */

/*
 * Looks for damage. Returns the first of these faults that applies, or FAULT_NONE.
 *
 * - FAULT_OFFSET_BEYOND: the offset is greater than the capacity.
 * - FAULT_OFFSET_MISALIGNED: the offset is not a multiple of TRACER_ALIGN.
 * - FAULT_LEDGER: there are more than TRACER_BLOCKS entries or TRACER_SCOPES open scopes;
 *   or an entry has size 0, an unknown state, or a label without a NUL; or it does not
 *   begin where the entry before it ends, padding included (the first: at 0), or does not
 *   end within the capacity, in arithmetic that does not wrap around; or it is live, and
 *   its scope is greater than the number of open scopes.
 * - FAULT_OFFSET_ELSEWHERE: the offset is not where the last block ends, padding
 *   included, or, without any block, not 0.
 *
 * Nothing else is a fault. It reads nothing but *t, and trusts no number that it finds
 * there.
 */
t_fault tracer_check(const t_tracer *t);

/* ---- Dump ---- */

/*
 * Prints a picture of the tracer to `out`, and to no other stream.
 *
 * - The first line is "tracer: <offset> used / <capacity> total, <depth> open".
 * - Then one character for each 16 bytes of the capacity, 64 to a line: '#' for a live
 *   block, '-' for a released one, '!' for a leaked one, each including its padding, and
 *   '.' for free memory.
 * - Then for each entry "<character> <size> at <offset>: <label>", with the character for
 *   its state.
 * - In a label, bytes from 32 to 126 are printed unchanged, except for the backslash;
 *   it and every other byte appear as \xHH, with two lower-case hexadecimal digits.
 * - Every line ends with a newline. A dead tracer: only the first line.
 */
void tracer_dump(const t_tracer *t, FILE *out);

/* ---- Freeing the tracer ---- */

/*
 * Frees the memory. Returns 0, or -1 with errno set.
 *
 * - Unmaps everything that tracer_init mapped, and nothing else. Every field of *t is
 *   then zero.
 * - It needs only base and capacity: whatever else is damaged, the memory is freed.
 * - A dead tracer: 0, and munmap is not called.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int tracer_free(t_tracer *t);

/* ---- Not promised ---- */

/*
 * What follows is not promised, so it is never graded.
 *
 * About errno: its value after a success, and which of two true reasons it names. Two
 * reasons are true for size 0 where no room is left. A dead tracer has no room either.
 * A size that no machine has may be refused without calling mmap.
 *
 * About unused bytes: those of a label after its NUL, those of the ledger after its last
 * entry, in a dead tracer too, and those of an array between the end of a list and
 * `room`.
 *
 * About damage: what tracer_check returns when the capacity is not a multiple of
 * TRACER_ALIGN.
 *
 * About munmap and mmap: the fields after munmap failed, how often munmap is called, and
 * whether mmap or munmap is called again after it failed.
 *
 * About output: what is printed to stdout or stderr outside tracer_dump, and what reaches
 * a stream that fails or has failed before.
 *
 * These are the caller's mistakes: NULL for anything but a block or the array of a list;
 * a label without a NUL; a range whose end does not fit into a size_t; a snapshot of
 * another tracer, or one from before tracer_free; tracer_init of a live tracer; and a
 * damaged tracer, passed to any function but tracer_check and tracer_free.
 */

#endif
