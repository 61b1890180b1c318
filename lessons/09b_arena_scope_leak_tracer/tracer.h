#ifndef TRACER_H
#define TRACER_H

#include <stddef.h>
#include <stdio.h>

/*
 * A tracer is an arena that can account for itself: each block stands in a ledger.
 *
 *	base                     base + offset            base + capacity
 *	v                        v                        v
 *	+-----------+------------+------------------------+
 *	| block 0 |p| block 1 |p |          free          |
 *	+-----------+------------+------------------------+
 *	           ^ padding: blocks are rounded up to a multiple of 16
 *
 * A dead tracer has every field zero: after a failed tracer_init, after tracer_free,
 * or because you wrote zeros there yourself. It is a sound tracer of 0 bytes, without
 * blocks and scopes. Before tracer_init the struct may hold anything. It may be copied
 * or moved: only its fields count.
 *
 * The memory belongs to the blocks' owners: no function here changes a byte of it.
 */

#define TRACER_ALIGN 16
#define TRACER_BLOCKS 64 /* entries of the ledger */
#define TRACER_SCOPES 8 /* scopes that may be open at a time */
#define TRACER_LABEL 16 /* bytes of a label, with its NUL */

typedef enum e_state
{
	BLOCK_LIVE = 1,
	BLOCK_RELEASED,
	BLOCK_LEAKED
} t_state;

/* A line of the ledger. It stays there until tracer_free, and only its state changes. */
typedef struct s_entry
{
	size_t offset; /* of the block's first byte, from base */
	size_t size; /* as asked for, without the padding */
	size_t scope; /* how many scopes were open when it was given */
	t_state state;
	char label[TRACER_LABEL];
} t_entry;

typedef struct s_tracer
{
	void *base;
	size_t offset;
	size_t capacity;
	size_t depth; /* scopes that are open now */
	size_t count; /* entries of the ledger, in the order of the blocks */
	t_entry ledger[TRACER_BLOCKS];
} t_tracer;

/* Bytes from base + start on. */
typedef struct s_range
{
	size_t start;
	size_t size;
} t_range;

/* A copy of the used bytes, as they were. An empty one has both fields zero. */
typedef struct s_snapshot
{
	void *copy; /* its first byte */
	size_t size; /* what the offset was */
} t_snapshot;

/* What tracer_diff found. */
typedef struct s_diff
{
	size_t ranges; /* how many changed ranges there are */
	size_t changed; /* how many bytes they have together */
	size_t grown; /* bytes by which the offset has grown since the snapshot */
} t_diff;

/* A part of a range, and whose memory it is. */
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
	size_t block; /* index in the ledger; for padding, of the block before it; else 0
		       */
} t_piece;

typedef enum e_fault
{
	FAULT_NONE,
	FAULT_OFFSET_BEYOND,
	FAULT_OFFSET_MISALIGNED,
	FAULT_LEDGER,
	FAULT_OFFSET_ELSEWHERE
} t_fault;

/*
 * Three functions give a list: they write its first `room` elements to an array, nothing
 * behind them, and tell how many there are in all, be it more. With room 0 the array may
 * be NULL.
 */

/*
 * Makes *t a tracer. Returns 0, or -1 with errno set.
 *
 * - The memory is one mapping from mmap: private, anonymous, to be read and written,
 *   never executed.
 * - Capacity is `size` rounded up to a multiple of TRACER_ALIGN. Every other field is
 *   zero.
 * - Size 0: -1 and EINVAL. A size that cannot be rounded up: -1 and ENOMEM.
 * - When mmap fails: -1 and the errno that mmap set.
 * - After a failure every field of *t is zero.
 */
int tracer_init(t_tracer *t, size_t size);

/*
 * Gives the next block of `size` bytes. Returns it, or NULL with errno set.
 *
 * - The block begins at base + offset. The offset then grows by `size`, rounded up to a
 *   multiple of TRACER_ALIGN: what is more than `size` is the block's padding.
 * - The ledger gets an entry for it: live, with the number of open scopes.
 * - The entry's label is a copy of `label`, cut to TRACER_LABEL - 1 bytes, ended by a
 *   NUL.
 * - A block that does not fit: NULL and ENOMEM, whatever the size. One that fits exactly
 *   is given.
 * - A full ledger: NULL and ENOSPC. Size 0, or a dead tracer: NULL and EINVAL.
 * - When it returns NULL, the tracer is as it was before.
 */
void *tracer_alloc(t_tracer *t, size_t size, const char *label);

/*
 * Marks a block as released; its memory is not given again. Returns 0, or -1 with errno
 * set.
 *
 * - `block` is the address of the first byte of a live block, whatever its scope.
 * - A block that is released already: -1 and EALREADY.
 * - Any other address, NULL and a leaked block too: -1 and EINVAL.
 * - When it returns -1, the tracer is as it was before.
 */
int tracer_release(t_tracer *t, const void *block);

/*
 * Opens a scope within the scopes that are open. Returns 0, or -1 with errno set.
 *
 * - With TRACER_SCOPES open: -1 and ENOSPC. A dead tracer: -1 and EINVAL. The tracer is
 *   then as before.
 */
int tracer_enter(t_tracer *t);

/*
 * Closes the scope that was opened last. Returns how many of its blocks leaked, or -1
 * with errno set.
 *
 * - Its blocks are those that were given while it was the innermost scope.
 * - Those that are still live leak: their state becomes BLOCK_LEAKED.
 * - `leaks` gets the entries of these, in the order of the ledger, as they stand there
 *   now.
 * - Blocks of other scopes stay what they are. No memory is given back: only states and
 *   depth change.
 * - No scope is open: -1 and EINVAL, and the tracer is as it was before.
 */
int tracer_leave(t_tracer *t, t_entry *leaks, size_t room);

/*
 * Copies the bytes below the offset, for tracer_diff. Returns 0, or -1 with errno set.
 *
 * - Before the call *s may hold anything.
 * - The copy lies in a mapping of its own, from mmap. With offset 0 the snapshot is
 *   empty.
 * - When mmap fails: -1 and the errno that mmap set, and the snapshot is empty.
 */
int tracer_snapshot(const t_tracer *t, t_snapshot *s);

/*
 * Gives the copy back. Returns 0, or -1 with errno set.
 *
 * - Unmaps all that tracer_snapshot mapped, and the snapshot is empty then.
 * - An empty snapshot: 0, and munmap is not called.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int snapshot_free(t_snapshot *s);

/*
 * Compares the memory with a snapshot that was taken of this tracer.
 *
 * - Only bytes that the snapshot has are compared; what was given since is growth, not
 *   change.
 * - A changed range is as long as can be: its bytes all differ, and the bytes beside it
 *   do not.
 * - `ranges` gets them from the lowest on; the result counts them all.
 */
t_diff tracer_diff(const t_tracer *t, const t_snapshot *s, t_range *ranges, size_t room);

/*
 * Says whose memory a range is. Returns how many pieces it has.
 *
 * - The range is cut where a block begins or ends, and at the offset; each byte is in one
 *   piece.
 * - `pieces` gets them from the lowest on, none of them empty. A range of 0 bytes has
 *   none.
 * - In a block, whatever its state: PLACE_BLOCK. Between a block's end and the next
 *   block, or the offset: PLACE_PADDING. From the offset on, beyond the capacity too, in
 *   one piece: PLACE_FREE.
 */
size_t tracer_blame(const t_tracer *t, t_range range, t_piece *pieces, size_t room);

/*
 * Looks for damage. Returns the first of these that is true, or FAULT_NONE.
 *
 * - FAULT_OFFSET_BEYOND: the offset is greater than the capacity.
 * - FAULT_OFFSET_MISALIGNED: the offset is no multiple of TRACER_ALIGN.
 * - FAULT_LEDGER: there are more than TRACER_BLOCKS entries or TRACER_SCOPES open scopes;
 *   or an entry has size 0, an unknown state, or a label without a NUL; or it does not
 *   begin where the entry before it ends with its padding (the first: at 0), or does not
 *   end within the capacity, in true sums that do not wrap; or it is live, and its scope
 *   is greater than the number of open scopes.
 * - FAULT_OFFSET_ELSEWHERE: the offset is not where the last block ends with its padding;
 *   without a block: not 0.
 *
 * Nothing else is a fault. It reads nothing but *t, and trusts no number that it finds
 * there.
 */
t_fault tracer_check(const t_tracer *t);

/*
 * Draws the tracer to `out`, and to no other stream.
 *
 * - The first line is "tracer: <offset> used / <capacity> total, <depth> open".
 * - Then one character for each 16 bytes of the capacity, 64 to a line: '#' for those of
 *   a live block, '-' of a released one, '!' of a leaked one, with their padding, and '.'
 *   where it is free.
 * - Then for each entry "<character> <size> at <offset>: <label>", with the character of
 *   its state.
 * - In a label, bytes from 32 to 126 are printed as themselves, but a backslash and any
 *   other byte as \xHH, with two lower-case hexadecimal digits.
 * - Every line ends with a newline. A dead tracer: only the first line.
 */
void tracer_dump(const t_tracer *t, FILE *out);

/*
 * Gives the memory back. Returns 0, or -1 with errno set.
 *
 * - Unmaps all that tracer_init mapped, and nothing else. Every field of *t is zero then.
 * - It needs base and capacity alone: whatever else is damaged, the memory is given back.
 * - A dead tracer: 0, and munmap is not called.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int tracer_free(t_tracer *t);

/*
 * Not promised, so never graded: errno after a success, and which of two true reasons it
 * names (size 0 where no room is left; a dead tracer has none either; a size that no
 * machine has may be refused without calling mmap); the bytes of a label behind its NUL,
 * of the ledger behind its last entry, in a dead tracer too, and of an array between a
 * list's end and `room`; what tracer_check says where the capacity is no multiple of
 * TRACER_ALIGN; the fields after munmap failed; how many calls of munmap there are, and
 * whether mmap or munmap is called again when it has failed; what is printed to stdout or
 * stderr outside of tracer_dump, and to a stream that fails or has failed before.
 *
 * These are the caller's mistakes: NULL for anything but a block or the array of a list;
 * a label without an end; a range whose end does not fit into a size_t; a snapshot of
 * another tracer, or from before tracer_free; tracer_init of a live tracer; and a damaged
 * tracer, for all but tracer_check and tracer_free.
 */

#endif
