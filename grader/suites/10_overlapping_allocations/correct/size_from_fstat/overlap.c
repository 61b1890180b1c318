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

/* Eight bytes at a time: all eight are read before one is written. */
static void copy_up(unsigned char *to, const unsigned char *from, size_t size)
{
	uint64_t word;
	size_t i = 0;

	for (; size - i >= sizeof(word); i += sizeof(word))
	{
		memcpy(&word, from + i, sizeof(word));
		memcpy(to + i, &word, sizeof(word));
	}
	for (; i < size; i++)
		to[i] = from[i];
}

static void copy_down(unsigned char *to, const unsigned char *from, size_t size)
{
	uint64_t word;

	while (size >= sizeof(word))
	{
		size -= sizeof(word);
		memcpy(&word, from + size, sizeof(word));
		memcpy(to + size, &word, sizeof(word));
	}
	while (size > 0)
	{
		size--;
		to[size] = from[size];
	}
}

void bytes_copy(void *to, const void *from, size_t size)
{
	/* Unsigned, so that a lower `to` is far away as well. */
	if ((uintptr_t)to - (uintptr_t)from >= size)
		copy_up(to, from, size);
	else
		copy_down(to, from, size);
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

/* The size is asked of the file itself, and the flag of exec is set afterwards. */
static int prepare(int fd, size_t size)
{
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1)
		return -1;
	if (ftruncate(fd, (off_t)size) == -1)
		return -1;
	return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK);
}

int memory_init(t_memory *m, size_t size)
{
	int made;

	*m = (t_memory){.fd = -1};
	if (size - 1 >= (size_t)INT64_MAX)
	{
		errno = EINVAL;
		return -1;
	}
	made = memfd_create("object", MFD_ALLOW_SEALING);
	if (made == -1)
		return -1;
	if (prepare(made, size) == -1)
	{
		int error = errno;
		close(made);
		errno = error;
		return -1;
	}
	m->fd = made;
	m->size = size;
	return 0;
}

static size_t size_of(const t_memory *m)
{
	struct stat status;

	return m->fd != -1 && fstat(m->fd, &status) == 0 ? (size_t)status.st_size : 0;
}

void *memory_view(const t_memory *m, size_t offset, size_t size)
{
	size_t all = size_of(m);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *view = MAP_FAILED;

	if (size != 0 && offset / page * page == offset && offset < all &&
		size <= all - offset)
		view = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED_VALIDATE,
			m->fd, (off_t)offset);
	else
		errno = EINVAL;
	if (view == MAP_FAILED)
		return NULL;
	return view;
}

int memory_close(t_memory *m)
{
	t_memory was = *m;

	m->fd = -1;
	m->size = 0;
	if (was.fd == -1)
		return 0;
	return close(was.fd) == 0 ? 0 : -1;
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

/* A memory object, and two views of it that are moved next to each other. */
static int move_to(void *view, size_t size, unsigned char *wanted)
{
	return mremap(view, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, wanted) ==
			       MAP_FAILED
		       ? -1
		       : 0;
}

static unsigned char *reserve(size_t size)
{
	void *base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return base == MAP_FAILED ? NULL : base;
}

static int place_views(unsigned char *base, size_t size, const t_memory *m)
{
	for (size_t at = 0; at < 2; at++)
	{
		void *view = memory_view(m, 0, size);
		if (view == NULL)
			return -1;
		if (move_to(view, size, base + at * size) == -1)
		{
			int error = errno;
			munmap(view, size);
			errno = error;
			return -1;
		}
	}
	return 0;
}

int ring_init(t_ring *r, size_t size)
{
	t_memory m;

	*r = (t_ring){0};
	if (size > SIZE_MAX / 4)
	{
		errno = ENOMEM;
		return -1;
	}
	size = whole_pages(size);
	if (memory_init(&m, size) == -1)
		return -1;
	unsigned char *base = reserve(2 * size);
	int status = base == NULL ? -1 : place_views(base, size, &m);
	int error = errno;
	if (status == -1 && base != NULL)
		munmap(base, 2 * size);
	memory_close(&m);
	errno = error;
	if (status == 0)
		*r = (t_ring){.base = base, .capacity = size};
	return status;
}

/* An empty ring begins anew, so that most records do not cross the end. */
int ring_write(t_ring *r, const void *record, size_t size)
{
	const unsigned char *bytes = record;

	errno = r->capacity == 0 || size == 0 ? EINVAL : ENOSPC;
	if (r->capacity == 0 || size == 0 || size > r->capacity - r->used)
		return -1;
	if (r->used == 0)
		r->head = 0;
	unsigned char *end = r->base + r->head + r->used;
	for (size_t i = 0; i < size; i++)
		end[i] = bytes[i];
	r->used += size;
	return 0;
}

int ring_read(t_ring *r, void *record, size_t size)
{
	errno = r->capacity == 0 || size == 0 ? EINVAL : ENODATA;
	if (r->capacity == 0 || size == 0 || size > r->used)
		return -1;
	memcpy(record, r->base + r->head, size);
	r->used -= size;
	r->head = r->used == 0 ? 0 : (r->head + size) % r->capacity;
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
