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
