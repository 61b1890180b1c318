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
 * An arena is dead when all three fields are zero: after a failed arena_init,
 * after arena_free, or because you set them to zero yourself. Before arena_init
 * the struct may hold anything. It may be copied or moved: only its fields count.
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
 * - The memory is a single private anonymous mapping from mmap, and arena_init leaves
 *   no other mapping behind.
 * - The memory can be read and written, but never executed.
 * - The mapping has at least `size` bytes. The offset is 0, and the capacity is
 *   exactly `size`.
 * - Size 0: -1 and EINVAL.
 * - When mmap fails, for whatever reason: -1 and the errno that mmap set.
 * - After a failure every field of *a is zero.
 */
int arena_init(t_arena *a, size_t size);

/*
 * Allocates the next block of `size` bytes. Returns its address, or NULL with errno set.
 *
 * - The block begins at the lowest address at or above base + offset that is
 *   a multiple of ARENA_ALIGN.
 * - Afterwards the offset is where the block ends: just past its last byte.
 * - The whole block lies below base + capacity. A block that fits exactly is allocated.
 * - A block that does not fit: NULL and ENOMEM. You may ask for any size: SIZE_MAX and
 *   its neighbours are refused like any other.
 * - Size 0, or a dead arena (whatever the size): NULL and EINVAL.
 * - When it returns NULL, the arena is unchanged.
 * - It neither reads nor writes the memory itself: every byte there stays as it was.
 */
void *arena_alloc(t_arena *a, size_t size);

/*
 * Prints the arena to `out`, and to no other stream.
 *
 * - The first line is "arena: <offset> used / <capacity> total".
 * - Then come the bytes below the offset, 64 to a line; the last line may be shorter.
 * - A byte from 32 to 126 is printed as itself, any other byte as one dot.
 * - Every line ends with a newline. If no bytes are used, there is only the first line.
 * - It reads no byte at or above the offset, and changes nothing.
 */
void arena_dump(const t_arena *a, FILE *out);

/*
 * Gives the memory back to the kernel. Returns 0, or -1 with errno set.
 *
 * - Unmaps everything that arena_init mapped, and nothing else.
 * - Every field of *a is zero afterwards.
 * - On a dead arena: 0, and munmap is not called. So freeing twice is harmless.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int arena_free(t_arena *a);

/*
 * Not promised, so never graded: the fields after munmap failed; errno after a success;
 * which errno, where two reasons are true (size 0 in a full arena; EINVAL or ENOMEM for
 * a size that no machine has and that is refused without calling mmap); how many times
 * munmap is called, and whether a failed mmap or munmap is tried again; what is printed
 * to stdout or stderr outside arena_dump, and what to a stream that fails or has failed
 * before. It is the caller's mistake to pass NULL as the arena or the stream, or to call
 * arena_init on a live arena.
 */

#endif
