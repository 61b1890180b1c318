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

/* Address space first, and access to it afterwards. */
int arena_place(t_arena *a, void *address, size_t size)
{
	const t_arena made = {address, 0, size};
	int error = EINVAL;

	*a = (t_arena){0};
	if (address != NULL && size > 0 && fits(address, size) &&
		(uintptr_t)address % (size_t)sysconf(_SC_PAGE_SIZE) == 0)
	{
		void *at = mmap(address, size, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
		if (at == MAP_FAILED)
			return -1;
		if (at == address && mprotect(at, size, PROT_READ | PROT_WRITE) == 0)
		{
			*a = made;
			return 0;
		}
		error = at == address ? errno : EEXIST;
		munmap(at, size);
	}
	errno = error;
	return -1;
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

int memory_init(t_memory *m, size_t size)
{
	int error = EINVAL;
	int fd = -1;

	m->fd = -1;
	m->size = 0;
	if (size == 0 || (off_t)size < 0)
		goto failed;
	fd = memfd_create("", MFD_ALLOW_SEALING | MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)size) < 0 ||
		fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
	{
		error = errno;
		goto failed;
	}
	m->fd = fd;
	m->size = size;
	return 0;
failed:
	if (fd >= 0)
		close(fd);
	errno = error;
	return -1;
}

void *memory_view(const t_memory *m, size_t offset, size_t size)
{
	size_t end;

	errno = EINVAL;
	if (m->fd == -1 || size == 0 || __builtin_add_overflow(offset, size, &end) ||
		end > m->size || offset % (size_t)getpagesize())
		return NULL;
	void *view =
		mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, m->fd, (off_t)offset);
	return view != MAP_FAILED ? view : NULL;
}

int memory_close(t_memory *m)
{
	int status = 0;

	if (m->fd != -1)
		status = close(m->fd);
	m->fd = -1;
	m->size = 0;
	return status;
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

/* The file is mapped over all of the address space at once, of which its bytes fill the
 * first half; then once more over the second half. */
static int open_file(size_t size)
{
	int fd = memfd_create("ring", 0);

	if (fd != -1 && ftruncate(fd, (off_t)size) == -1)
	{
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

int ring_init(t_ring *r, size_t size)
{
	memset(r, 0, sizeof(*r));
	if (size == 0 || size > (size_t)1 << 60)
	{
		errno = size == 0 ? EINVAL : ENOMEM;
		return -1;
	}
	size_t capacity = whole_pages(size);
	int fd = open_file(capacity);
	if (fd == -1)
		return -1;
	int error = 0;
	unsigned char *base =
		mmap(NULL, 2 * capacity, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED)
		error = errno;
	else if (mmap(base + capacity, capacity, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
	{
		error = errno;
		munmap(base, 2 * capacity);
	}
	close(fd);
	if (error != 0)
	{
		errno = error;
		return -1;
	}
	r->base = base;
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
