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
	char *out = to;
	const char *in = from;

	if ((uintptr_t)out <= (uintptr_t)in)
	{
		while (size-- > 0)
			*out++ = *in++;
		return;
	}
	out += size;
	in += size;
	while (size-- > 0)
		*--out = *--in;
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
