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

/* Closed pages are made elsewhere, and moved to where the arena is. */
static int close_pages(char *base, size_t capacity)
{
	void *closed =
		mmap(NULL, capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (closed == MAP_FAILED)
		return -1;
	if (mremap(closed, capacity, capacity, MREMAP_MAYMOVE | MREMAP_FIXED, base) !=
		MAP_FAILED)
		return 0;
	int error = errno;
	munmap(closed, capacity);
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

static int g_on;
static struct sigaction g_old;
static stack_t g_old_stack;
static char g_alternate[1 << 16];

/* A fault comes again when the handler returns, and finds the default action then. */
static void die(int is_fault)
{
	struct sigaction none = {.sa_handler = SIG_DFL};

	sigaction(SIGSEGV, &none, NULL);
	if (!is_fault)
		raise(SIGSEGV);
}

static void handler(int number, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;
	int is_fault = info->si_code > 0;

	if (is_fault && report((uintptr_t)info->si_addr, interrupted->uc_mcontext.gregs))
		die(1);
	else if (g_old.sa_handler == SIG_IGN && !is_fault)
		return;
	else if (g_old.sa_handler == SIG_IGN || g_old.sa_handler == SIG_DFL)
		die(is_fault);
	else if (g_old.sa_flags & SA_SIGINFO)
		g_old.sa_sigaction(number, info, context);
	else
		g_old.sa_handler(number);
}

int watch_begin(void)
{
	struct sigaction new = {.sa_flags = SA_ONSTACK | SA_SIGINFO};
	stack_t stack = {
		.ss_sp = g_alternate, .ss_flags = 0, .ss_size = sizeof(g_alternate)};

	if (g_on)
		return 0;
	if (sigaltstack(&stack, &g_old_stack) != 0)
		return -1;
	sigaction(SIGSEGV, NULL, &g_old);
	new.sa_sigaction = handler;
	new.sa_mask = g_old.sa_mask;
	sigaction(SIGSEGV, &new, NULL);
	g_on = 1;
	return 0;
}

int watch_end(void)
{
	if (g_on)
	{
		sigaction(SIGSEGV, &g_old, NULL);
		sigaltstack(&g_old_stack, NULL);
	}
	g_on = 0;
	return 0;
}
