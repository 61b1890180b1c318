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
	struct s_arena_record *next;
	t_block blocks[BLOCKS_MOST];
} t_arena_record;

/* Each record is a mapping of its own. Those of arenas in quarantine: the newest first.
 */
static t_arena_record *g_live;
static t_arena_record *g_dead;
static unsigned g_alive, g_kept, g_keep, g_number;

static t_arena_record *find_live(unsigned number)
{
	t_arena_record *r = number == 0 ? NULL : g_live;

	while (r != NULL && r->number != number)
		r = r->next;
	return r;
}

static void *map(size_t size)
{
	return mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int make(t_arena *a, size_t size)
{
	t_arena_record *r = map(sizeof(*r));

	if (r == MAP_FAILED)
		return -1;
	r->base = map(size);
	if (r->base == MAP_FAILED)
	{
		int error = errno;
		munmap(r, sizeof(*r));
		errno = error;
		return -1;
	}
	r->capacity = size;
	r->number = ++g_number;
	r->next = g_live;
	g_live = r;
	g_alive++;
	*a = (t_arena){r->base, size, r->number};
	return 0;
}

int arena_init(t_arena *a, size_t size)
{
	*a = (t_arena){NULL, 0, 0};
	if (size != 0 && g_alive < ARENAS_MOST)
		return make(a, size);
	errno = size == 0 ? EINVAL : ENOMEM;
	return -1;
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

/* Takes the record out of its list. */
static void cut(t_arena_record **from, t_arena_record *r)
{
	while (*from != r)
		from = &(*from)->next;
	*from = r->next;
}

static int unmap_last(void)
{
	t_arena_record *last = g_dead;

	while (last->next != NULL)
		last = last->next;
	if (munmap(last->base, last->capacity) == -1)
		return -1;
	cut(&g_dead, last);
	munmap(last, sizeof(*last));
	g_kept--;
	return 0;
}

static int bury(t_arena_record *r)
{
	if (g_kept == g_keep && unmap_last() == -1)
		return -1;
	if (close_pages(r->base, r->capacity) == -1)
		return -1;
	cut(&g_live, r);
	r->next = g_dead;
	g_dead = r;
	g_kept++;
	return 0;
}

static int unmap(t_arena_record *r)
{
	if (munmap(r->base, r->capacity) == -1)
		return -1;
	cut(&g_live, r);
	munmap(r, sizeof(*r));
	return 0;
}

int arena_free(t_arena *a)
{
	t_arena_record *r = find_live(a->number);

	if (a->number == 0)
		return 0;
	if (r == NULL)
		errno = ESTALE;
	if (r == NULL || (g_keep == 0 ? unmap(r) : bury(r)) == -1)
		return -1;
	g_alive--;
	*a = (t_arena){NULL, 0, 0};
	return 0;
}

int quarantine_keep(unsigned count)
{
	errno = EINVAL;
	if (count > KEEP_MOST)
		return -1;
	for (; g_kept > count;)
		if (unmap_last() == -1)
			return -1;
	g_keep = count;
	return 0;
}

static const t_arena_record *find_kept(uintptr_t address, unsigned long *age)
{
	const t_arena_record *r = g_dead;

	for (*age = 1; r != NULL && !holds(r, address); ++*age)
		r = r->next;
	return r;
}

static const t_arena_record *find_live_at(uintptr_t address)
{
	const t_arena_record *r = g_live;

	while (r != NULL && !holds(r, address))
		r = r->next;
	return r;
}

int handle_make(t_handle *h, const void *byte)
{
	const t_arena_record *r = find_live_at((uintptr_t)byte);

	h->first = h->second = 0;
	if (r == NULL || block_of(r, (uintptr_t)byte) == NULL)
	{
		errno = EINVAL;
		return -1;
	}
	h->first = (size_t)((uintptr_t)byte - (uintptr_t)r->base);
	h->second = r->number;
	return 0;
}

void *handle_get(t_handle h)
{
	t_arena_record *r = h.second == 0 ? NULL : find_live((unsigned)h.second);

	if (r == NULL)
		errno = ESTALE;
	return r == NULL ? NULL : r->base + h.first;
}

/* The bytes themselves, piece by piece. */
int can_read(const void *address, size_t size)
{
	static char piece[65536];
	const char *at = address;
	int error = errno;

	if (size > 0 && (uintptr_t)at > UINTPTR_MAX - (size - 1))
		return 0;
	while (size > 0)
	{
		size_t part = size < sizeof(piece) ? size : sizeof(piece);
		struct iovec to = {piece, part};
		struct iovec from = {(void *)at, part};
		if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != (ssize_t)part)
			break;
		at += part;
		size -= part;
	}
	errno = error;
	return size == 0;
}

static char g_line[512];
static size_t g_used;

static void say(const char *text)
{
	while (*text != '\0')
		g_line[g_used++] = *text++;
}

static void say_number(unsigned long number)
{
	unsigned long power = 1;

	while (number / power >= 10)
		power *= 10;
	for (; power > 0; power /= 10)
		g_line[g_used++] = (char)('0' + number / power % 10);
}

static void finish(void)
{
	ssize_t written = write(STDERR_FILENO, g_line, g_used);

	(void)written;
	g_used = 0;
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
