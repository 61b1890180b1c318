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

/* The last address instead of the end, which may be one too far. */
static int last_of(const void *start, size_t size, uintptr_t *last)
{
	return __builtin_add_overflow((uintptr_t)start, size - 1, last);
}

static int fits(const void *start, size_t size)
{
	uintptr_t last;

	return size == 0 || !last_of(start, size, &last);
}

int ranges_overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
	uintptr_t a_last;
	uintptr_t b_last;

	if (!fits(a, a_size) || !fits(b, b_size))
	{
		errno = EINVAL;
		return -1;
	}
	if (a_size == 0 || b_size == 0)
		return 0;
	last_of(a, a_size, &a_last);
	last_of(b, b_size, &b_last);
	return !(a_last < (uintptr_t)b || b_last < (uintptr_t)a);
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

/* No flag at all: the kernel takes the address as a hint, and the answer is checked. */
int arena_place(t_arena *a, void *address, size_t size)
{
	memset(a, 0, sizeof(*a));
	if (size == 0 || address == NULL || (uintptr_t)address & (getpagesize() - 1u) ||
		!fits(address, size))
	{
		errno = EINVAL;
		return -1;
	}
	char *base = mmap(address, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return -1;
	if (base == address)
	{
		a->base = base;
		a->capacity = size;
		return 0;
	}
	munmap(base, size);
	errno = EEXIST;
	return -1;
}

int arena_cut(t_arena *from, size_t size, t_arena *cut)
{
	size_t pad = (ARENA_ALIGN - ((size_t)from->base + from->offset) % ARENA_ALIGN) %
		     ARENA_ALIGN;
	size_t end;

	cut->base = NULL;
	cut->offset = 0;
	cut->capacity = 0;
	if (size == 0 || from->base == NULL)
	{
		errno = EINVAL;
		return -1;
	}
	if (__builtin_add_overflow(from->offset + pad, size, &end) ||
		end > from->capacity)
	{
		errno = ENOMEM;
		return -1;
	}
	cut->base = (char *)from->base + (end - size);
	cut->capacity = size;
	from->offset = end;
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

/* Both addresses in one walk through the text. */
int same_byte(const char *maps, const void *a, const void *b)
{
	const uintptr_t wanted[2] = {(uintptr_t)a, (uintptr_t)b};
	unsigned long offset[2];
	unsigned long inode[2];
	unsigned device[2][2];
	char kind[2] = {0, 0};

	for (const char *line = maps; line != NULL && *line != '\0';)
	{
		unsigned long from, to, at, node;
		unsigned major, minor;
		char permissions[5];
		int count = sscanf(line, "%lx-%lx %4s %lx %x:%x %lu", &from, &to,
			permissions, &at, &major, &minor, &node);
		for (int i = 0; count == 7 && i < 2; i++)
		{
			if (wanted[i] < from || wanted[i] > to - 1)
				continue;
			offset[i] = at + (wanted[i] - from);
			inode[i] = node;
			device[i][0] = major;
			device[i][1] = minor;
			kind[i] = permissions[3];
		}
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
	if (kind[0] == 0 || kind[1] == 0)
	{
		errno = EFAULT;
		return -1;
	}
	if (a == b)
		return 1;
	return kind[0] == 's' && kind[1] == 's' && inode[0] == inode[1] &&
	       offset[0] == offset[1] && device[0][0] == device[1][0] &&
	       device[0][1] == device[1][1];
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

/* In two parts, though one would do: both leave the same bytes. */
int ring_write(t_ring *r, const void *record, size_t size)
{
	if (size == 0 || r->base == NULL)
		return errno = EINVAL, -1;
	if (size > r->capacity - r->used)
		return errno = ENOSPC, -1;
	size_t at = (r->head + r->used) % r->capacity;
	size_t first = r->capacity - at < size ? r->capacity - at : size;
	memcpy(r->base + at, record, first);
	memcpy(r->base, (const char *)record + first, size - first);
	r->used += size;
	return 0;
}

int ring_read(t_ring *r, void *record, size_t size)
{
	if (size == 0 || r->base == NULL)
		return errno = EINVAL, -1;
	if (size > r->used)
		return errno = ENODATA, -1;
	size_t first = r->capacity - r->head < size ? r->capacity - r->head : size;
	memcpy(record, r->base + r->head, first);
	memcpy((char *)record + first, r->base, size - first);
	r->used -= size;
	r->head = (r->head + size) % r->capacity;
	return 0;
}

/* Each copy by itself. */
int ring_free(t_ring *r)
{
	t_ring was = *r;

	if (was.base == NULL)
		return 0;
	if (munmap(was.base + was.capacity, was.capacity) == -1)
		return -1;
	if (munmap(was.base, was.capacity) == -1)
		return -1;
	*r = (t_ring){NULL, 0, 0, 0};
	return 0;
}
