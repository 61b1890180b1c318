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
	t_block blocks[BLOCKS_MOST];
} t_arena_record;

static t_arena_record g_live[ARENAS_MOST];
/* In the order of their frees, from g_first on, around the end. */
static t_arena_record g_ring[KEEP_MOST];
static unsigned g_first, g_kept, g_keep, g_number;

static t_arena_record *find_live(unsigned number)
{
	for (int i = 0; number != 0 && i < ARENAS_MOST; i++)
		if (g_live[i].number == number)
			return g_live + i;
	return NULL;
}

static t_arena_record *free_place(void)
{
	for (int i = 0; i < ARENAS_MOST; i++)
		if (g_live[i].number == 0)
			return g_live + i;
	return NULL;
}

int arena_init(t_arena *a, size_t size)
{
	t_arena_record *r = free_place();

	memset(a, 0, sizeof(*a));
	if (size == 0 || r == NULL)
	{
		errno = size == 0 ? EINVAL : ENOMEM;
		return -1;
	}
	char *base =
		mmap(0, size, PROT_WRITE | PROT_READ, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
	if (base == MAP_FAILED)
		return -1;
	memset(r, 0, sizeof(*r));
	r->number = a->number = ++g_number;
	r->base = a->base = base;
	r->capacity = a->capacity = size;
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

static int drop_oldest(void)
{
	t_arena_record *oldest = &g_ring[g_first];

	if (munmap(oldest->base, oldest->capacity) == -1)
		return -1;
	g_first = (g_first + 1) % KEEP_MOST;
	g_kept--;
	return 0;
}

int arena_free(t_arena *a)
{
	t_arena_record *r = find_live(a->number);

	if (r == NULL && a->number != 0)
	{
		errno = ESTALE;
		return -1;
	}
	if (r == NULL)
		return 0;
	if (g_keep != 0 && g_kept == g_keep && drop_oldest() == -1)
		return -1;
	if (g_keep == 0 && munmap(r->base, r->capacity) == -1)
		return -1;
	if (g_keep != 0)
	{
		if (close_pages(r->base, r->capacity) == -1)
			return -1;
		g_ring[(g_first + g_kept++) % KEEP_MOST] = *r;
	}
	r->number = 0;
	memset(a, 0, sizeof(*a));
	return 0;
}

int quarantine_keep(unsigned count)
{
	if (count > KEEP_MOST)
	{
		errno = EINVAL;
		return -1;
	}
	while (g_kept > count)
		if (drop_oldest() == -1)
			return -1;
	g_keep = count;
	return 0;
}

static const t_arena_record *find_kept(uintptr_t address, unsigned long *age)
{
	for (unsigned i = 0; i < g_kept; i++)
	{
		const t_arena_record *r = &g_ring[(g_first + i) % KEEP_MOST];
		*age = g_kept - i;
		if (holds(r, address))
			return r;
	}
	return NULL;
}

static const t_arena_record *find_live_at(uintptr_t address)
{
	for (int i = 0; i < ARENAS_MOST; i++)
		if (g_live[i].number != 0 && holds(&g_live[i], address))
			return &g_live[i];
	return NULL;
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
