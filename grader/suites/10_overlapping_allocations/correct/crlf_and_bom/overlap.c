#define _GNU_SOURCE
#include "overlap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define READ_WRITE (PROT_READ | PROT_WRITE)

static const t_arena g_dead_arena = {NULL, 0, 0};
static const t_memory g_dead_memory = {-1, 0};
static const t_ring g_dead_ring = {NULL, 0, 0, 0};

static int fail(int error)
{
	errno = error;
	return -1;
}

/* ---- Ranges ---- */

/* Whether the last byte of the range lies beyond the highest address. */
static int is_impossible(uintptr_t start, size_t size)
{
	return size != 0 && size - 1 > UINTPTR_MAX - start;
}

int ranges_overlap(const void *a, size_t a_size, const void *b, size_t b_size)
{
	uintptr_t a_start = (uintptr_t)a;
	uintptr_t b_start = (uintptr_t)b;

	if (is_impossible(a_start, a_size) || is_impossible(b_start, b_size))
		return fail(EINVAL);
	/* A distance never wraps, where an end may: the one after UINTPTR_MAX is 0. */
	if (a_start <= b_start)
		return b_size != 0 && b_start - a_start < a_size;
	return a_size != 0 && a_start - b_start < b_size;
}

void bytes_copy(void *to, const void *from, size_t size)
{
	unsigned char *out = to;
	const unsigned char *in = from;

	/* Forwards, each byte is read before the copy reaches it if `to` lies lower. */
	if ((uintptr_t)to < (uintptr_t)from)
		for (size_t i = 0; i < size; i++)
			out[i] = in[i];
	else
		for (size_t i = size; i > 0; i--)
			out[i - 1] = in[i - 1];
}

/* ---- Arenas ---- */

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

int arena_place(t_arena *a, void *address, size_t size)
{
	*a = g_dead_arena;
	if (size == 0 || address == NULL || (uintptr_t)address % page_size() != 0 ||
		is_impossible((uintptr_t)address, size))
		return fail(EINVAL);
	void *base = mmap(address, size, READ_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (base == MAP_FAILED)
		return -1;
	/* An old kernel took the address as a hint, and went elsewhere. */
	if (base != address)
	{
		munmap(base, size);
		return fail(EEXIST);
	}
	a->base = base;
	a->capacity = size;
	return 0;
}

int arena_cut(t_arena *from, size_t size, t_arena *cut)
{
	*cut = g_dead_arena;
	if (size == 0 || from->base == NULL)
		return fail(EINVAL);
	size_t pad = -((uintptr_t)from->base + from->offset) % ARENA_ALIGN;
	size_t room = from->capacity - from->offset;
	if (pad > room || size > room - pad)
		return fail(ENOMEM);
	cut->base = (char *)from->base + from->offset + pad;
	cut->capacity = size;
	from->offset += pad + size;
	return 0;
}

/* ---- Memory objects and views ---- */

/* Closes the descriptor, and keeps errno. Returns -1. */
static int abandon(int fd)
{
	int error = errno;

	close(fd);
	return fail(error);
}

/* A new file of `size` bytes in memory. Returns its descriptor, or -1 with errno set. */
static int make_file(size_t size, unsigned flags)
{
	int fd = memfd_create("lesson 10", MFD_CLOEXEC | flags);

	if (fd != -1 && ftruncate(fd, (off_t)size) == -1)
		return abandon(fd);
	return fd;
}

int memory_init(t_memory *m, size_t size)
{
	*m = g_dead_memory;
	/* What does not fit into an off_t is negative there. */
	if ((off_t)size <= 0)
		return fail(EINVAL);
	int fd = make_file(size, MFD_ALLOW_SEALING);
	if (fd == -1)
		return -1;
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) == -1)
		return abandon(fd);
	*m = (t_memory){fd, size};
	return 0;
}

void *memory_view(const t_memory *m, size_t offset, size_t size)
{
	/* A dead object has no bytes, so nothing fits into it. */
	if (size == 0 || offset % page_size() != 0 || offset > m->size ||
		size > m->size - offset)
	{
		errno = EINVAL;
		return NULL;
	}
	void *view = mmap(NULL, size, READ_WRITE, MAP_SHARED, m->fd, (off_t)offset);
	return view == MAP_FAILED ? NULL : view;
}

int memory_close(t_memory *m)
{
	int fd = m->fd;

	*m = g_dead_memory;
	/* Not again if it fails: by then the number may be another file's. */
	return fd == -1 ? 0 : close(fd);
}

/* ---- The same byte ---- */

/* A line of /proc/self/maps. */
typedef struct s_line
{
	uintptr_t start;
	uintptr_t end;
	char sharing; /* 's' or 'p' */
	uint64_t offset; /* in the file, of the first byte */
	unsigned major;
	unsigned minor;
	uint64_t inode;
} t_line;

static int holds(const t_line *line, uintptr_t address)
{
	return address >= line->start && address < line->end;
}

/* Finds the line of the mapping that has this address. Returns 0 if there is none. */
static int find_line(const char *maps, uintptr_t address, t_line *line)
{
	while (maps != NULL && *maps != '\0')
	{
		if (sscanf(maps, "%lx-%lx %*3c%c %lx %x:%x %lu", &line->start, &line->end,
			    &line->sharing, &line->offset, &line->major, &line->minor,
			    &line->inode) == 7 &&
			holds(line, address))
			return 1;
		maps = strchr(maps, '\n');
		if (maps != NULL)
			maps++;
	}
	return 0;
}

/* The byte's place in its file. */
static uint64_t place_of(const t_line *line, uintptr_t address)
{
	return line->offset + (address - line->start);
}

int same_byte(const char *maps, const void *a, const void *b)
{
	uintptr_t one = (uintptr_t)a;
	uintptr_t two = (uintptr_t)b;
	t_line of_one;
	t_line of_two;

	if (!find_line(maps, one, &of_one) || !find_line(maps, two, &of_two))
		return fail(EFAULT);
	if (one == two)
		return 1;
	return of_one.sharing == 's' && of_two.sharing == 's' &&
	       of_one.major == of_two.major && of_one.minor == of_two.minor &&
	       of_one.inode == of_two.inode &&
	       place_of(&of_one, one) == place_of(&of_two, two);
}

/* ---- A mirrored ring ---- */

/* Maps the file twice in a row over address space that is reserved for it. Returns -1
 * with errno set if that fails; what is mapped by then is the caller's to unmap. */
static int map_twice(unsigned char *base, size_t capacity, int fd)
{
	for (int i = 0; i < 2; i++)
		if (mmap(base + (size_t)i * capacity, capacity, READ_WRITE,
			    MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
			return -1;
	return 0;
}

/* Returns the address of the first of two copies of the file, or NULL with errno set. */
static unsigned char *mirror(size_t capacity, int fd)
{
	unsigned char *base = mmap(NULL, 2 * capacity, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (base == MAP_FAILED)
		return NULL;
	if (map_twice(base, capacity, fd) == 0)
		return base;
	int error = errno;
	munmap(base, 2 * capacity);
	errno = error;
	return NULL;
}

int ring_init(t_ring *r, size_t size)
{
	size_t page = page_size();

	*r = g_dead_ring;
	if (size == 0)
		return fail(EINVAL);
	/* Rounded up and doubled, the size must still be one. */
	if (size > SIZE_MAX / 2 - page)
		return fail(ENOMEM);
	size_t capacity = (size + page - 1) / page * page;
	int fd = make_file(capacity, 0);
	if (fd == -1)
		return -1;
	unsigned char *base = mirror(capacity, fd);
	if (base == NULL)
		return abandon(fd);
	/* The mappings keep the file. */
	close(fd);
	*r = (t_ring){base, capacity, 0, 0};
	return 0;
}

int ring_write(t_ring *r, const void *record, size_t size)
{
	if (size == 0 || r->base == NULL)
		return fail(EINVAL);
	if (size > r->capacity - r->used)
		return fail(ENOSPC);
	/* The second copy goes on where the first ends, so this is one piece. */
	memcpy(r->base + r->head + r->used, record, size);
	r->used += size;
	return 0;
}

int ring_read(t_ring *r, void *record, size_t size)
{
	if (size == 0 || r->base == NULL)
		return fail(EINVAL);
	if (size > r->used)
		return fail(ENODATA);
	memcpy(record, r->base + r->head, size);
	r->head = (r->head + size) % r->capacity;
	r->used -= size;
	return 0;
}

int ring_free(t_ring *r)
{
	if (r->base != NULL && munmap(r->base, 2 * r->capacity) == -1)
		return -1;
	*r = g_dead_ring;
	return 0;
}
