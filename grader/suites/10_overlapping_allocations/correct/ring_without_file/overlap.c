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

/* No file: mremap with an old size of 0 maps shared memory a second time (mremap(2)). */
int ring_init(t_ring *r, size_t size)
{
	*r = (t_ring){NULL, 0, 0, 0};
	if (size == 0)
		return refuse(EINVAL);
	if (size > SIZE_MAX / 2 - 4096)
		return refuse(ENOMEM);
	size_t capacity = whole_pages(size);
	char *base = mmap(NULL, 2 * capacity, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return -1;
	if (mremap(base, 0, capacity, MREMAP_MAYMOVE | MREMAP_FIXED, base + capacity) ==
		MAP_FAILED)
	{
		int error = errno;
		munmap(base, 2 * capacity);
		return refuse(error);
	}
	r->base = (unsigned char *)base;
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
