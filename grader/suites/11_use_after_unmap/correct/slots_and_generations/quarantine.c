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
	enum
	{
		UNUSED,
		ALIVE,
		KEPT
	} state;
	unsigned generation;
	t_block blocks[BLOCKS_MOST];
} t_arena_record;

#define SLOTS (ARENAS_MOST + KEEP_MOST)

static t_arena_record g_slots[SLOTS];
static int g_queue[KEEP_MOST + 1]; /* the slots in quarantine, the oldest first */
static int g_kept, g_keep, g_alive;
static unsigned g_number;

static t_arena_record *find_live(unsigned number)
{
	for (int i = 0; i < SLOTS; i++)
		if (g_slots[i].state == ALIVE && g_slots[i].number == number)
			return &g_slots[i];
	return NULL;
}

int arena_init(t_arena *a, size_t size)
{
	int slot = 0;

	*a = (t_arena){.number = 0};
	if (size == 0)
		return errno = EINVAL, -1;
	if (g_alive == ARENAS_MOST)
		return errno = ENOMEM, -1;
	while (g_slots[slot].state != UNUSED)
		slot++;
	t_arena_record *r = &g_slots[slot];
	r->base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (r->base == MAP_FAILED)
		return -1;
	if (mprotect(r->base, size, PROT_READ | PROT_WRITE) == -1)
	{
		int error = errno;
		munmap(r->base, size);
		errno = error;
		return -1;
	}
	r->state = ALIVE;
	r->generation++;
	r->count = 0;
	r->capacity = size;
	r->number = ++g_number;
	g_alive++;
	a->base = r->base;
	a->capacity = r->capacity;
	a->number = r->number;
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

static int release(t_arena_record *r)
{
	int status = munmap(r->base, r->capacity);

	if (status == 0)
		r->state = UNUSED;
	return status;
}

static int drop_until(int count)
{
	while (g_kept > count)
	{
		if (release(&g_slots[g_queue[0]]) == -1)
			return -1;
		memmove(g_queue, g_queue + 1, (size_t)--g_kept * sizeof(*g_queue));
	}
	return 0;
}

int arena_free(t_arena *a)
{
	t_arena_record *r = find_live(a->number);

	if (a->number == 0)
		return 0;
	if (r == NULL)
		return errno = ESTALE, -1;
	if (g_keep == 0)
	{
		if (release(r) == -1)
			return -1;
	}
	else
	{
		if (drop_until(g_keep - 1) == -1 ||
			close_pages(r->base, r->capacity) == -1)
			return -1;
		r->state = KEPT;
		g_queue[g_kept++] = (int)(r - g_slots);
	}
	g_alive--;
	*a = (t_arena){.number = 0};
	return 0;
}

int quarantine_keep(unsigned count)
{
	if (count > KEEP_MOST)
		return errno = EINVAL, -1;
	if (drop_until((int)count) == -1)
		return -1;
	g_keep = (int)count;
	return 0;
}

static const t_arena_record *find_kept(uintptr_t address, unsigned long *age)
{
	for (int i = g_kept - 1; i >= 0; i--)
	{
		*age = (unsigned long)(g_kept - i);
		if (holds(&g_slots[g_queue[i]], address))
			return &g_slots[g_queue[i]];
	}
	return NULL;
}

static const t_arena_record *find_live_at(uintptr_t address)
{
	for (int i = 0; i < SLOTS; i++)
		if (g_slots[i].state == ALIVE && holds(&g_slots[i], address))
			return &g_slots[i];
	return NULL;
}

/* The slot and its generation in one word, the byte in the other. */
int handle_make(t_handle *h, const void *byte)
{
	const t_arena_record *r = find_live_at((uintptr_t)byte);

	*h = (t_handle){0, 0};
	if (r == NULL || block_of(r, (uintptr_t)byte) == NULL)
		return errno = EINVAL, -1;
	h->first = (size_t)r->generation << 8 | (size_t)(r - g_slots);
	h->second = (size_t)((const char *)byte - r->base);
	return 0;
}

void *handle_get(t_handle h)
{
	const t_arena_record *r = &g_slots[(h.first & 0xff) % SLOTS];

	if (h.first != 0 && r->state == ALIVE && r->generation == h.first >> 8)
		return r->base + h.second;
	errno = ESTALE;
	return NULL;
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
