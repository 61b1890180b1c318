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

/* A pipe has room for one page at least, and gives up at the first byte that cannot be
 * read. */
static int pages_go_through(const int *ends, const char *at, size_t size)
{
	static char drain[4096];

	while (size > 0)
	{
		size_t part = 4096 - (uintptr_t)at % 4096;
		part = part < size ? part : size;
		if (write(ends[1], at, part) != (ssize_t)part)
			return 0;
		for (size_t left = part; left > 0;)
			left -= (size_t)read(ends[0], drain, left);
		at += part;
		size -= part;
	}
	return 1;
}

int can_read(const void *address, size_t size)
{
	int error = errno;
	int ends[2];
	int answer = 0;

	if (size == 0)
		return 1;
	if ((uintptr_t)address + (size - 1) >= (uintptr_t)address && pipe2(ends, 0) == 0)
	{
		answer = pages_go_through(ends, address, size);
		close(ends[0]);
		close(ends[1]);
	}
	errno = error;
	return answer;
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
