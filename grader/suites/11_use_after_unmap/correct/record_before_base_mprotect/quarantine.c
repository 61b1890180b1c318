#define _GNU_SOURCE
#include "quarantine.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

typedef struct s_block
{
	size_t start;
	size_t end;
	char name[NAME_MOST + 1];
} t_block;

typedef struct s_arena_record
{
	unsigned number;
	unsigned count;
	char *base;
	size_t capacity;
	struct s_arena_record *older;
	int is_dead;
	t_block blocks[BLOCKS_MOST];
} t_arena_record;

/* The record is in pages of the same mapping, before base, which stay open when the
 * arena's are closed. */
#define FRONT ((sizeof(t_arena_record) + 4095) / 4096 * 4096)

static t_arena_record
	*g_newest; /* of all, by their frees or, if alive, by their making */
static unsigned g_keep, g_number;

static unsigned count(int is_dead)
{
	unsigned found = 0;

	for (t_arena_record *r = g_newest; r != NULL; r = r->older)
		found += r->is_dead == is_dead;
	return found;
}

static t_arena_record *find_live(unsigned number)
{
	for (t_arena_record *r = g_newest; r != NULL; r = r->older)
		if (!r->is_dead && r->number == number)
			return r;
	return NULL;
}

int arena_init(t_arena *a, size_t size)
{
	t_arena_record *r;

	*a = (t_arena){0};
	if (size == 0)
	{
		errno = EINVAL;
		return -1;
	}
	if (size > SIZE_MAX - FRONT || count(0) == ARENAS_MOST)
	{
		errno = ENOMEM;
		return -1;
	}
	r = mmap(NULL, FRONT + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
	if (r == MAP_FAILED)
		return -1;
	r->base = (char *)r + FRONT;
	r->capacity = size;
	r->number = ++g_number;
	r->older = g_newest;
	g_newest = r;
	a->base = r->base;
	a->capacity = size;
	a->number = r->number;
	return 0;
}

/* Closes the pages, and gives their memory back; all of it, or nothing. */
static int close_pages(char *base, size_t capacity)
{
	if (mprotect(base, capacity, PROT_NONE) == -1)
		return -1;
	if (madvise(base, capacity, MADV_DONTNEED) == 0)
		return 0;
	int error = errno;
	mprotect(base, capacity, PROT_READ | PROT_WRITE);
	errno = error;
	return -1;
}

static void *take(t_arena_record *r, size_t size, const char *name)
{
	size_t start = r->count == 0 ? 0 : r->blocks[r->count - 1].end;

	start = (start + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (r->count == BLOCKS_MOST || start >= r->capacity || r->capacity - start < size)
	{
		errno = ENOMEM;
		return NULL;
	}
	t_block *b = r->blocks + r->count++;
	b->start = start;
	b->end = start + size;
	strncpy(b->name, name, NAME_MOST);
	b->name[NAME_MOST] = '\0';
	return r->base + start;
}

void *arena_alloc(t_arena *a, size_t size, const char *name)
{
	t_arena_record *r = find_live(a->number);

	if (size != 0 && r != NULL)
		return take(r, size, name);
	errno = size == 0 || a->number == 0 ? EINVAL : ESTALE;
	return NULL;
}

static const t_block *block_of(const t_arena_record *r, uintptr_t address)
{
	uintptr_t byte = address - (uintptr_t)r->base;

	for (const t_block *b = r->blocks; b < r->blocks + r->count; b++)
		if (b->start <= byte && byte < b->end)
			return b;
	return NULL;
}

static size_t length_of(const t_arena_record *r)
{
	return (r->capacity + 4095) & ~(size_t)4095;
}

static int holds(const t_arena_record *r, uintptr_t address)
{
	uintptr_t base = (uintptr_t)r->base;

	return address >= base && address < base + length_of(r);
}

static void remove_record(const t_arena_record *r)
{
	t_arena_record **at = &g_newest;

	while (*at != r)
		at = &(*at)->older;
	*at = r->older;
}

/* The record is gone with the mapping, so it leaves the list first. */
static int unmap(t_arena_record *r)
{
	t_arena_record *newest = g_newest;
	t_arena_record **at = &g_newest;

	while (*at != r)
		at = &(*at)->older;
	*at = r->older;
	if (munmap(r, FRONT + r->capacity) == 0)
		return 0;
	*at = r;
	g_newest = newest == r ? r : g_newest;
	return -1;
}

static int unmap_oldest(void)
{
	t_arena_record *oldest = NULL;

	for (t_arena_record *r = g_newest; r != NULL; r = r->older)
		oldest = r->is_dead ? r : oldest;
	return unmap(oldest);
}

static int bury(t_arena_record *r)
{
	if (count(1) >= g_keep && unmap_oldest() == -1)
		return -1;
	if (close_pages(r->base, r->capacity) == -1)
		return -1;
	remove_record(r);
	r->is_dead = 1;
	r->older = g_newest;
	g_newest = r;
	return 0;
}

int arena_free(t_arena *a)
{
	t_arena_record *r = a->number == 0 ? NULL : find_live(a->number);
	int status = 0;

	if (r != NULL)
		status = g_keep == 0 ? unmap(r) : bury(r);
	else if (a->number != 0)
	{
		errno = ESTALE;
		status = -1;
	}
	if (status == 0)
		memset(a, 0, sizeof(*a));
	return status;
}

int quarantine_keep(unsigned wanted)
{
	if (wanted > KEEP_MOST)
	{
		errno = EINVAL;
		return -1;
	}
	for (unsigned left = count(1); left > wanted; left--)
		if (unmap_oldest() == -1)
			return -1;
	g_keep = wanted;
	return 0;
}

static const t_arena_record *find_kept(uintptr_t address, unsigned long *age)
{
	*age = 0;
	for (const t_arena_record *r = g_newest; r != NULL; r = r->older)
	{
		*age += (unsigned long)r->is_dead;
		if (r->is_dead && holds(r, address))
			return r;
	}
	return NULL;
}

static const t_arena_record *find_live_at(uintptr_t address)
{
	for (const t_arena_record *r = g_newest; r != NULL; r = r->older)
		if (!r->is_dead && holds(r, address))
			return r;
	return NULL;
}

/* The address itself, and who has to live there. */
int handle_make(t_handle *h, const void *byte)
{
	const t_arena_record *r = find_live_at((uintptr_t)byte);

	*h = (t_handle){0, 0};
	if (r != NULL && block_of(r, (uintptr_t)byte) != NULL)
	{
		*h = (t_handle){(uintptr_t)byte, r->number};
		return 0;
	}
	errno = EINVAL;
	return -1;
}

void *handle_get(t_handle h)
{
	const t_arena_record *r = find_live_at(h.first);

	if (r != NULL && r->number == h.second)
		return (void *)h.first;
	errno = ESTALE;
	return NULL;
}

int can_read(const void *address, size_t size)
{
	int error = errno;
	uintptr_t at = (uintptr_t)address;
	uintptr_t last = at + size - 1;
	char byte;

	if (size == 0)
		return 1;
	if (last < at)
		return 0;
	while (at <= last)
	{
		struct iovec here = {&byte, 1};
		struct iovec there = {(void *)at, 1};
		if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) != 1)
		{
			errno = error;
			return 0;
		}
		at = (at | 4095) + 1;
	}
	return 1;
}

/* Written as it comes, without a line of its own. */
static void say(const char *text)
{
	ssize_t written = write(2, text, strlen(text));

	(void)written;
}

static void say_number(unsigned long number)
{
	if (number >= 10)
		say_number(number / 10);
	say((char[]){(char)('0' + number % 10), '\0'});
}

static void finish(void)
{
}

static int report(uintptr_t address, const greg_t *registers)
{
	unsigned long age;
	const t_arena_record *r = find_kept(address, &age);
	uintptr_t stack = (uintptr_t)registers[REG_RSP];

	if (r == NULL)
	{
		if (address + 4095 < stack || address > stack + 4095)
			return 0;
		say("stack overflow\n");
		finish();
		return 1;
	}
	const t_block *b = block_of(r, address);
	say("use after unmap: ");
	say(registers[REG_ERR] & 16      ? "execution"
		: registers[REG_ERR] & 2 ? "write"
					 : "read");
	say(" at byte ");
	say_number(address - (uintptr_t)r->base - (b == NULL ? 0 : b->start));
	if (b != NULL)
	{
		say(" of block '");
		say(b->name);
		say("'");
	}
	say(" of arena ");
	say_number(r->number);
	say(", freed ");
	say_number(age);
	say(age == 1 ? " free ago\n" : " frees ago\n");
	finish();
	return 1;
}

#define ROOM (80 * 1024)

static void *g_room; /* of the alternate stack; NULL: no watch */
static stack_t g_stack;
static struct sigaction g_before;

static void end_by_signal(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static void caught(int number, siginfo_t *info, void *context)
{
	const greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	int sent = info->si_code <= 0;

	if (!sent && report((uintptr_t)info->si_addr, registers))
		end_by_signal(number);
	else if (g_before.sa_handler == SIG_DFL ||
		 (g_before.sa_handler == SIG_IGN && !sent))
		end_by_signal(number);
	else if (g_before.sa_handler == SIG_IGN)
		return;
	else if (g_before.sa_flags & SA_SIGINFO)
		g_before.sa_sigaction(number, info, context);
	else
		g_before.sa_handler(number);
}

int watch_begin(void)
{
	struct sigaction action = {
		.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	if (g_room != NULL)
		return 0;
	void *room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (room == MAP_FAILED)
		return -1;
	stack_t stack = {.ss_sp = room, .ss_size = ROOM};
	if (sigaltstack(&stack, &g_stack) == -1)
	{
		int error = errno;
		munmap(room, ROOM);
		errno = error;
		return -1;
	}
	g_room = room;
	sigaction(SIGSEGV, NULL, &g_before);
	action.sa_mask = g_before.sa_mask;
	sigaction(SIGSEGV, &action, NULL);
	return 0;
}

int watch_end(void)
{
	if (g_room == NULL)
		return 0;
	sigaction(SIGSEGV, &g_before, NULL);
	sigaltstack(&g_stack, NULL);
	munmap(g_room, ROOM);
	g_room = NULL;
	return 0;
}
