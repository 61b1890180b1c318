#define _GNU_SOURCE
#include "overlap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse(int error)
{
	errno = error;
	return -1;
}

/* 128 bits hold every end. */
typedef unsigned __int128 t_wide;

static t_wide end_of(const void *start, size_t size)
{
	return (t_wide)(uintptr_t)start + size;
}

static int fits(const void *start, size_t size)
{
	return size == 0 || end_of(start, size) <= (t_wide)UINTPTR_MAX + 1;
}

int ranges_overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
	if (!fits(a, a_size) || !fits(b, b_size))
		return refuse(EINVAL);
	return a_size > 0 && b_size > 0 && (uintptr_t)a < end_of(b, b_size) &&
	       (uintptr_t)b < end_of(a, a_size);
}

void bytes_copy(void *to, const void *from, size_t size)
{
	unsigned char *out = to;
	const unsigned char *in = from;
	size_t distance = (uintptr_t)out < (uintptr_t)in ? (uintptr_t)in - (uintptr_t)out
							 : (uintptr_t)out - (uintptr_t)in;

	if (distance >= size)
		memcpy(out, in, size);
	else if (out < in)
		for (size_t at = 0; at != size; at++)
			out[at] = in[at];
	else
		for (size_t left = size; left != 0; left--)
			out[left - 1] = in[left - 1];
}

static int place(void *address, size_t size)
{
	void *base = mmap(address, size, PROT_WRITE | PROT_READ,
		MAP_ANONYMOUS | MAP_PRIVATE | MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0);

	if (base != MAP_FAILED && base != address)
	{
		munmap(base, size);
		errno = EEXIST;
	}
	return base == address ? 0 : -1;
}

int arena_place(t_arena *a, void *address, size_t size)
{
	long page = sysconf(_SC_PAGESIZE);

	a->base = NULL;
	a->offset = a->capacity = 0;
	errno = EINVAL;
	if (size == 0 || (uintptr_t)address % (uintptr_t)page || !address ||
		!fits(address, size) || place(address, size) == -1)
		return -1;
	a->base = address;
	a->capacity = size;
	return 0;
}

static size_t step_to_aligned(uintptr_t address)
{
	size_t step = 0;

	while ((address + step) % ARENA_ALIGN != 0)
		step++;
	return step;
}

int arena_cut(t_arena *from, size_t size, t_arena *cut)
{
	t_arena copy = *from;

	memset(cut, 0, sizeof(*cut));
	if (!copy.capacity || !size)
	{
		errno = EINVAL;
		return -1;
	}
	errno = ENOMEM;
	copy.offset += step_to_aligned((uintptr_t)copy.base + copy.offset);
	if (copy.offset >= copy.capacity || copy.capacity - copy.offset < size)
		return -1;
	cut->base = (unsigned char *)copy.base + copy.offset;
	cut->capacity = size;
	copy.offset += size;
	*from = copy;
	return 0;
}

static int undo(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

int memory_init(t_memory *m, size_t size)
{
	m->fd = -1;
	m->size = 0;
	if (!size || size > SIZE_MAX / 2)
		return errno = EINVAL, -1;
	int fd = memfd_create("m", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd == -1)
		return -1;
	if (ftruncate(fd, (off_t)size))
		return undo(fd);
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL))
		return undo(fd);
	m->fd = fd;
	m->size = size;
	return 0;
}

void *memory_view(const t_memory *m, size_t offset, size_t size)
{
	int is_good = m->fd >= 0 && size > 0 && offset % 4096 == 0 && m->size >= size &&
		      m->size - size >= offset;
	void *view;

	if (!is_good)
		errno = EINVAL;
	if (!is_good || (view = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
				 m->fd, (off_t)offset)) == MAP_FAILED)
		return NULL;
	return view;
}

int memory_close(t_memory *m)
{
	if (m->fd == -1)
		return 0;
	int closed = close(m->fd);
	*m = (t_memory){-1, 0};
	return closed;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads a number and skips the character after it. */
static uint64_t number(const char **at, unsigned base)
{
	uint64_t value = 0;

	while (**at == ' ')
		(*at)++;
	for (; digit(**at) != -1; (*at)++)
		value = value * base + (uint64_t)digit(**at);
	if (**at != '\0' && **at != '\n')
		(*at)++;
	return value;
}

/* Six numbers: whether it is shared, its place, the device, the inode, whether it was
 * found. */
static void look(const char *at, uintptr_t address, uint64_t found[6])
{
	memset(found, 0, 6 * sizeof(*found));
	while (*at != '\0')
	{
		uint64_t start = number(&at, 16);
		uint64_t end = number(&at, 16);
		if (address >= start && address < end)
		{
			found[0] = at[3] == 's';
			at += 4;
			found[1] = number(&at, 16) + address - start;
			found[2] = number(&at, 16);
			found[3] = number(&at, 16);
			found[4] = number(&at, 10);
			found[5] = 1;
			return;
		}
		while (*at != '\0' && *at != '\n')
			at++;
		at += *at == '\n';
	}
}

int same_byte(const char *maps, const void *a, const void *b)
{
	uint64_t one[6];
	uint64_t two[6];

	look(maps, (uintptr_t)a, one);
	look(maps, (uintptr_t)b, two);
	if (one[5] == 0 || two[5] == 0)
	{
		errno = EFAULT;
		return -1;
	}
	if (a == b)
		return 1;
	return one[0] != 0 && memcmp(one, two, sizeof(one)) == 0;
}

static size_t whole_pages(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return size % page == 0 ? size : size - size % page + page;
}

/* The reservation is one page longer on both sides, and the rest is given back. */
static void *wide_space(size_t size, size_t page)
{
	char *space = mmap(NULL, size + 2 * page, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (space == MAP_FAILED)
		return NULL;
	munmap(space, page);
	munmap(space + page + size, page);
	return space + page;
}

static int copy_into(char *at, size_t size, int fd)
{
	return mmap(at, size, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_SHARED, fd, 0) ==
			       MAP_FAILED
		       ? errno
		       : 0;
}

int ring_init(t_ring *r, size_t size)
{
	size_t page = (size_t)getpagesize();
	int error = 0;

	r->base = NULL;
	r->capacity = r->head = r->used = 0;
	if (size == 0)
		return errno = EINVAL, -1;
	if (size > (SIZE_MAX >> 4))
		return errno = ENOMEM, -1;
	size_t capacity = whole_pages(size);
	char *space = wide_space(2 * capacity, page);
	if (space == NULL)
		return -1;
	int fd = memfd_create("ring", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd == -1 || ftruncate(fd, (off_t)capacity) == -1)
		error = errno;
	/* The second copy first. */
	if (error == 0)
		error = copy_into(space + capacity, capacity, fd);
	if (error == 0)
		error = copy_into(space, capacity, fd);
	if (fd != -1)
		close(fd);
	if (error != 0)
	{
		munmap(space, 2 * capacity);
		errno = error;
		return -1;
	}
	r->base = (unsigned char *)space;
	r->capacity = capacity;
	return 0;
}

int ring_write(t_ring *r, const void *record, size_t size)
{
	if (r->base == NULL || size == 0)
	{
		errno = EINVAL;
		return -1;
	}
	if (r->capacity - r->used < size)
	{
		errno = ENOSPC;
		return -1;
	}
	size_t end = r->head + r->used;
	if (end >= r->capacity)
		end -= r->capacity;
	memcpy(&r->base[end], record, size);
	r->used += size;
	return 0;
}

int ring_read(t_ring *r, void *record, size_t size)
{
	if (r->base == NULL || size == 0)
	{
		errno = EINVAL;
		return -1;
	}
	if (r->used < size)
	{
		errno = ENODATA;
		return -1;
	}
	memcpy(record, &r->base[r->head], size);
	r->used -= size;
	r->head += size;
	if (r->head >= r->capacity)
		r->head -= r->capacity;
	return 0;
}

int ring_free(t_ring *r)
{
	if (r->base == NULL)
		return 0;
	if (munmap(r->base, r->capacity * 2) == -1)
		return -1;
	memset(r, 0, sizeof(*r));
	return 0;
}
