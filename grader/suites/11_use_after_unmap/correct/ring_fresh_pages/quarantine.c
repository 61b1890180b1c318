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

/* Fresh pages take the place of the old ones. */
static int close_pages(char *base, size_t capacity)
{
	void *closed = mmap(base, capacity, PROT_NONE,
		MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return closed == MAP_FAILED ? -1 : 0;
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

static struct
{
	int is_on;
	struct sigaction old;
	stack_t stack;
	char memory[4 * 65536];
} g_watch;

/* Unblocked, the signal comes at once. */
static void die(void)
{
	sigset_t set;

	signal(SIGSEGV, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGSEGV);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	kill(getpid(), SIGSEGV);
}

static void hand_on(int number, siginfo_t *info, void *context)
{
	/* When the handler returns, the kernel restores the mask of the code. */
	sigprocmask(SIG_BLOCK, &g_watch.old.sa_mask, NULL);
	if ((g_watch.old.sa_flags & SA_SIGINFO) != 0)
		(*g_watch.old.sa_sigaction)(number, info, context);
	else
		(*g_watch.old.sa_handler)(number);
}

static void on_signal(int number, siginfo_t *info, void *context)
{
	int error = errno;
	int was_sent = info->si_code <= 0;

	if (!was_sent && report((uintptr_t)info->si_addr,
				 ((ucontext_t *)context)->uc_mcontext.gregs))
		die();
	else if (g_watch.old.sa_handler == SIG_DFL)
		die();
	else if (g_watch.old.sa_handler != SIG_IGN)
		hand_on(number, info, context);
	else if (!was_sent)
		die();
	errno = error;
}

int watch_begin(void)
{
	if (g_watch.is_on)
		return 0;
	stack_t stack = {.ss_sp = g_watch.memory, .ss_size = sizeof(g_watch.memory)};
	struct sigaction action;
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = on_signal;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
	sigemptyset(&action.sa_mask);
	if (sigaltstack(&stack, &g_watch.stack) == -1)
		return -1;
	if (sigaction(SIGSEGV, &action, &g_watch.old) == -1)
		return -1;
	g_watch.is_on = 1;
	return 0;
}

int watch_end(void)
{
	if (!g_watch.is_on)
		return 0;
	g_watch.is_on = 0;
	sigaltstack(&g_watch.stack, NULL);
	return sigaction(SIGSEGV, &g_watch.old, NULL);
}
