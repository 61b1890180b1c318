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

int arena_cut(t_arena *from, size_t size, t_arena *cut)
{
	uintptr_t base = (uintptr_t)from->base;
	uintptr_t start =
		(base + from->offset + ARENA_ALIGN - 1) & ~(uintptr_t)(ARENA_ALIGN - 1);
	uintptr_t end = base + from->capacity;

	*cut = (t_arena){NULL, 0, 0};
	if (base == 0 || size == 0)
		errno = EINVAL;
	else if (start > end || end - start < size)
		errno = ENOMEM;
	else
	{
		*cut = (t_arena){(void *)start, 0, size};
		from->offset = start + size - base;
		return 0;
	}
	return -1;
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

int ring_free(t_ring *r)
{
	if (r->base == NULL)
		return 0;
	if (munmap(r->base, r->capacity * 2) == -1)
		return -1;
	memset(r, 0, sizeof(*r));
	return 0;
}
