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
