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

static int fits(const void *start, size_t size)
{
	uintptr_t first = (uintptr_t)start;

	return size <= UINTPTR_MAX - first || size - 1 == UINTPTR_MAX - first;
}

int ranges_overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
	if (!fits(a, a_size) || !fits(b, b_size))
		return refuse(EINVAL);
	if (a_size * b_size == 0 && (a_size == 0 || b_size == 0))
		return 0;
	if ((uintptr_t)b < (uintptr_t)a)
		return ranges_overlap(b, b_size, a, a_size);
	return (uintptr_t)b - (uintptr_t)a <= a_size - 1;
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

/* What names a byte: of private memory its address, of a file its place. */
typedef struct s_place
{
	int is_mapped;
	int is_shared;
	unsigned long long major;
	unsigned long long minor;
	unsigned long long inode;
	unsigned long long offset;
} t_place;

/* Reads one line, and returns where the next one begins. */
static const char *read_line(const char *at, uintptr_t address, t_place *place)
{
	char *next;
	unsigned long long start = strtoull(at, &next, 16);
	unsigned long long end = strtoull(next + 1, &next, 16);

	if (address >= start && address < end)
	{
		place->is_mapped = 1;
		place->is_shared = next[4] == 's';
		place->offset = strtoull(next + 5, &next, 16) + (address - start);
		place->major = strtoull(next, &next, 16);
		place->minor = strtoull(next + 1, &next, 16);
		place->inode = strtoull(next, &next, 10);
	}
	return strchrnul(next, '\n');
}

static t_place find(const char *maps, uintptr_t address)
{
	t_place place = {0};

	while (!place.is_mapped && *maps != '\0')
	{
		maps = read_line(maps, address, &place);
		maps += *maps == '\n';
	}
	return place;
}

int same_byte(const char *maps, const void *a, const void *b)
{
	t_place one = find(maps, (uintptr_t)a);
	t_place two = find(maps, (uintptr_t)b);

	if (!one.is_mapped || !two.is_mapped)
	{
		errno = EFAULT;
		return -1;
	}
	return a == b || (one.is_shared && two.is_shared && one.major == two.major &&
				 one.minor == two.minor && one.inode == two.inode &&
				 one.offset == two.offset);
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

int ring_free(t_ring *r)
{
	if (r->base == NULL)
		return 0;
	if (munmap(r->base, r->capacity * 2) == -1)
		return -1;
	memset(r, 0, sizeof(*r));
	return 0;
}
