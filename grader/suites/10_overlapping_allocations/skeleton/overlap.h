#ifndef OVERLAP_H
#define OVERLAP_H

#include <stddef.h>

/*
 * An address is not the memory. Two addresses can name the same byte, and the same
 * address can name one byte now and another byte later.
 *
 *	a memory object             two views of it, at two addresses
 *	+--------+--------+         +--------+--------+          +--------+
 *	| page 0 | page 1 |         | page 0 | page 1 |          | page 1 |
 *	+--------+--------+         +--------+--------+          +--------+
 *
 * A range is `size` bytes of address space, from an address on. It may include the
 * highest address, UINTPTR_MAX. A range that would go on after it is called impossible;
 * a range of 0 bytes never is.
 *
 * Before an init, place or cut the struct that it fills in may hold anything.
 */

/* ---- Ranges ---- */

/*
 * Returns 1 if the two ranges have an address in common, 0 if not, or -1 with errno set.
 *
 * - A range of 0 bytes has no address, so it overlaps nothing.
 * - An impossible range: -1 and EINVAL, whatever the other range is.
 * - It compares addresses: it neither reads nor writes what is there.
 */
int ranges_overlap(const void *a, size_t a_size, const void *b, size_t b_size);

/*
 * Copies `size` bytes from `from` to `to`. The two ranges may overlap.
 *
 * - Afterwards `to` holds what `from` held before the call.
 * - It reads no byte outside `from`, and writes no byte outside `to`.
 * - It copies in place: whatever the size, it maps nothing and needs little stack.
 */
void bytes_copy(void *to, const void *from, size_t size);

/* ---- Arenas ---- */

#define ARENA_ALIGN 16

/* An arena is dead when all three fields are zero. */
typedef struct s_arena
{
	void *base;
	size_t offset; /* how many bytes are used, counted from base */
	size_t capacity;
} t_arena;

/*
 * Makes *a an arena of `size` bytes at this address, or nowhere. Returns 0, or -1 with
 * errno set. You give its memory back yourself: munmap(a->base, a->capacity).
 *
 * - The base is `address`, the offset is 0, and the capacity is exactly `size`.
 * - The memory is private, anonymous, readable, writable and never executable. It has all
 *   the pages that the range touches, and no other page.
 * - Size 0, an impossible range, or an address that is NULL or not a multiple of the page
 *   size: -1 and EINVAL.
 * - If something is mapped in one of these pages: -1 and EEXIST. What is mapped there, or
 *   anywhere else, stays as it is, and is not replaced even for a moment.
 * - This holds on a kernel that ignores MAP_FIXED_NOREPLACE, too, as Linux did before
 *   4.17: there mmap takes the address as a hint. If it maps somewhere else, for whatever
 *   reason: -1 and EEXIST.
 * - When mmap fails for any other reason: -1 and the errno that mmap set.
 * - After a failure every field of *a is zero, and nothing new is mapped.
 */
int arena_place(t_arena *a, void *address, size_t size);

/*
 * Makes *cut an arena of `size` bytes out of *from. Returns 0, or -1 with errno set.
 *
 * - It begins at the lowest address at or above base + offset of *from that is a multiple
 *   of ARENA_ALIGN. Afterwards the offset of *from is where the cut ends.
 * - The cut's offset is 0, and its capacity is exactly `size`. You can cut it in turn.
 * - The whole cut is inside *from. A cut that fits exactly is made.
 * - A cut that does not fit, whatever its size: -1 and ENOMEM.
 * - Size 0, or a dead *from: -1 and EINVAL.
 * - After a failure *from is unchanged, and every field of *cut is zero.
 * - It neither reads nor writes the memory, and maps nothing.
 */
int arena_cut(t_arena *from, size_t size, t_arena *cut);

/* ---- Memory objects and views ---- */

/* A memory object is dead when fd is -1 and size is 0. */
typedef struct s_memory
{
	int fd;
	size_t size;
} t_memory;

/*
 * Makes *m a new memory object of `size` bytes. Returns 0, or -1 with errno set.
 *
 * - The descriptor comes from memfd_create. It is closed when the process executes
 *   another program. The file has exactly `size` bytes, all zero.
 * - The file is sealed so that nobody can make it smaller.
 * - Size 0, or a size that does not fit into an off_t: -1 and EINVAL.
 * - When memfd_create, ftruncate or fcntl fails: -1 and the errno that it set, whatever
 *   else fails afterwards.
 * - After a failure *m is dead, and no descriptor is left open.
 */
int memory_init(t_memory *m, size_t size);

/*
 * Maps a view: `size` bytes of the object, from byte `offset` on. Returns its address, or
 * NULL with errno set. You unmap it yourself: munmap(view, size).
 *
 * - A write through one view shows in all views of these bytes at once, also in those
 *   that a fork gave to another process.
 * - It can be read and written, but never executed.
 * - It is a mapping of its own, and replaces none. All views stay when the object is
 *   closed.
 * - Size 0, an offset that is not a multiple of the page size, bytes that the object does
 *   not have, or a dead object: NULL and EINVAL.
 * - When mmap fails: NULL and the errno that mmap set.
 */
void *memory_view(const t_memory *m, size_t offset, size_t size);

/*
 * Closes the descriptor and makes *m dead. Returns 0, or -1 with the errno that close
 * set.
 *
 * - No view is unmapped.
 * - A dead object: 0, and no descriptor is closed.
 */
int memory_close(t_memory *m);

/*
 * Returns 1 if the two addresses name the same byte, 0 if not, or -1 with errno set.
 * `maps` is the text of /proc/self/maps, see proc_pid_maps(5).
 *
 * - Two addresses name the same byte if both are in shared mappings ("s"), with the same
 *   device, the same inode, and the same offset in the file.
 * - Every mapped address names the same byte as itself. A byte in a private mapping ("p")
 *   is never the same as one at another address, even if both come from the same byte of
 *   a file and nobody has written to it yet.
 * - What a mapping permits ("rwx") and its path do not matter.
 * - An address that is in no mapping: -1 and EFAULT.
 * - It answers from the text alone: it neither reads nor writes the bytes at a and b, and
 *   does not change the text.
 */
int same_byte(const char *maps, const void *a, const void *b);

/* ---- A mirrored ring ---- */

/*
 * A ring buffer whose memory is mapped twice in a row, so that bytes that cross its end
 * are in one piece.
 *
 *	base                        base + capacity
 *	v                           v
 *	+---------------------------+---------------------------+
 *	|OLD                  NEWEST|OLD                  NEWEST|
 *	+---------------------------+---------------------------+
 *	                      ^ base + head: "NEWESTOLD" would be read from here
 *
 * A ring is dead when all four fields are zero. In any other ring head is less than
 * capacity.
 */
typedef struct s_ring
{
	unsigned char *base;
	size_t capacity;
	size_t head; /* where the oldest byte is, counted from base */
	size_t used; /* how many bytes were written and not read yet */
} t_ring;

/*
 * Makes *r an empty ring for at least `size` bytes. Returns 0, or -1 with errno set.
 *
 * - The capacity is `size` rounded up to whole pages.
 * - For every i below the capacity, base[i] and base[capacity + i] are the same byte.
 *   Both can be read and written, but never executed.
 * - Nothing that was mapped before the call is replaced or unmapped.
 * - No descriptor is left open, and apart from the two copies nothing is left mapped.
 * - Size 0: -1 and EINVAL. A size that no machine has, such as 2^60 or SIZE_MAX: -1 and
 *   ENOMEM.
 * - When memfd_create, ftruncate or mmap fails: -1 and the errno that it set, whatever
 *   else fails afterwards.
 * - After a failure every field of *r is zero, nothing is left mapped, and no descriptor
 *   is left open.
 */
int ring_init(t_ring *r, size_t size);

/*
 * Writes a record of `size` bytes after the newest byte. Returns 0, or -1 with errno set.
 *
 * - The used bytes are always those from base + head on, oldest first, in one piece.
 * - A record that does not fit, whatever its size: -1 and ENOSPC. A record that fits
 *   exactly is written.
 * - Size 0, or a dead ring: -1 and EINVAL.
 * - When it returns -1, neither the ring nor its memory has changed.
 */
int ring_write(t_ring *r, const void *record, size_t size);

/*
 * Takes the oldest `size` bytes out of the ring and copies them to `record`. Returns 0,
 * or -1 with errno set.
 *
 * - They may be part of a record, or several records.
 * - Fewer than `size` bytes are used: -1 and ENODATA.
 * - Size 0, or a dead ring: -1 and EINVAL.
 * - When it returns -1, neither the ring nor *record has changed.
 */
int ring_read(t_ring *r, void *record, size_t size);

/*
 * Gives the memory back. Returns 0, or -1 with errno set.
 *
 * - Unmaps everything that ring_init mapped, and nothing else. Every field of *r is then
 *   zero.
 * - A dead ring: 0, and munmap is not called.
 * - When munmap fails: -1 and the errno that munmap set.
 */
int ring_free(t_ring *r);

/*
 * Not promised, so never graded: errno after a success, and which of two true reasons it
 * names; the fields after munmap or close failed; whether a call that the kernel refused
 * is repeated; other seals; the name of a memory object; where a view or a ring lies; how
 * many mappings a ring has; where the head of an empty ring is; free bytes of a ring;
 * what bytes_copy does when the two ranges have different addresses for the same bytes;
 * what optimised code reads at one address after it wrote to the same byte through
 * another; what same_byte says of devices other than /dev/zero; anything these functions
 * print.
 *
 * These are the caller's mistakes: NULL for anything but the address of arena_place or
 * a range; a text that is not from /proc/self/maps; an init, place or cut of a struct
 * that is in use; unmapping a cut; a cut whose parent was unmapped; a record that
 * overlaps its ring or the struct; a ring in two processes or threads.
 */

#endif
