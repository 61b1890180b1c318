#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>
#include <stdio.h>

/*
 * An arena is one mapping and an offset that only moves forward.
 *
 *	base                    base + offset            base + capacity
 *	v                       v                        v
 *	+--------+--+-----------+------------------------+
 *	| block  |  |   block   |          free          |
 *	+--------+--+-----------+------------------------+
 *	          ^ padding, so that the next block is aligned
 *
 * A dead arena has all three fields zero: after a failed arena_init, after
 * arena_free, or because you wrote zeros there yourself. Before arena_init the
 * struct may hold anything. It may be copied or moved: only its fields count.
 */

#define ARENA_ALIGN 16

typedef struct s_arena
{
	void *base;
	size_t offset;
	size_t capacity;
} t_arena;

/*
 * Makes *a an arena of `size` bytes. Returns 0, or -1 with errno set.
 *
 * - The memory is one mapping from mmap, and the only one: private, anonymous.
 * - The memory can be read and written, and never executed.
 * - The mapping has at least `size` bytes; offset is 0, capacity exactly `size`.
 * - Size 0: -1 and EINVAL.
 * - When mmap fails, for whatever reason: -1 and the errno that mmap set.
 * - After a failure every field of *a is zero.
 */
int arena_init(t_arena *a, size_t size);

/*
 * Gives the next block of `size` bytes. Returns it, or NULL with errno set.
 *
 * - The block begins at the lowest address at or above base + offset that is
 *   a multiple of ARENA_ALIGN.
 * - The offset then stands just behind the block.
 * - The whole block lies below base + capacity. One that fits exactly is given.
 * - A block that does not fit: NULL and ENOMEM. No size is too large to ask for:
 *   SIZE_MAX and its neighbours are refused like any other.
 * - Size 0, or a dead arena (whatever the size): NULL and EINVAL.
 * - When it returns NULL, the arena is as it was before.
 * - It reads and writes no byte of the memory itself: what lies there stays.
 */
void *arena_alloc(t_arena *a, size_t size);

/*
 * Prints the arena to `out`, and to no other stream.
 *
 * - The first line is "arena: <offset> used / <capacity> total".
 * - Then the bytes below the offset, 64 to a line; the last line may be shorter.
 * - A byte from 32 to 126 is printed as itself, any other as one dot.
 * - Every line ends with a newline. No used bytes: only the first line.
 * - It reads no byte at or above the offset, and changes nothing.
 */
void arena_dump(const t_arena *a, FILE *out);

/*
 * Gives the memory back. Returns 0, or -1 with errno set.
 *
 * - Unmaps all that arena_init mapped, and nothing else.
 * - Every field of *a is zero afterwards.
 * - On a dead arena: 0, and munmap is not called. So freeing twice is harmless.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int arena_free(t_arena *a);

/*
 * Not promised, so never graded: the fields after munmap failed; errno after a success,
 * and which of two true reasons it names (size 0 in a full arena; EINVAL or ENOMEM where
 * a size that no machine has is refused without calling mmap); how many calls of munmap
 * there are, and whether mmap or munmap is called again when it has failed; what is
 * printed to stdout or stderr outside of arena_dump, and to a stream that fails or has
 * failed before. NULL for the arena or the stream, and arena_init of a live arena, are
 * the caller's mistakes.
 */

#endif
