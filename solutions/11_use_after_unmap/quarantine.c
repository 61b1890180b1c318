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

/* In the error code of a page fault. */
#define FAULT_WRITE 2
#define FAULT_EXECUTION 16

#define NEAR_STACK 4096
#define STACK_SIZE 65536
/* Pages that the kernel is asked about at a time: it takes 1,024 parts at most. */
#define PARTS 256

typedef struct s_block
{
	size_t at; /* counted from base */
	size_t size;
	char name[NAME_MOST + 1];
} t_block;

/* What is known of an arena, alive or in quarantine. It cannot be in the arena's own
 * memory, which is gone by the time it is asked for. */
typedef struct s_record
{
	unsigned number; /* 0: a free place */
	unsigned long freed; /* 0: alive; 1: the first that was freed, 2: the next, ... */
	char *base;
	size_t capacity;
	size_t length; /* of its pages */
	size_t count;
	t_block blocks[BLOCKS_MOST];
} t_record;

/* The last place stays free: who looks one too far finds no arena there. */
static t_record g_records[ARENAS_MOST + KEEP_MOST + 1];
#define RECORDS (sizeof(g_records) / sizeof(*g_records) - 1)

static unsigned g_number; /* of the last arena */
static unsigned long g_frees;
static unsigned g_keep;

static struct
{
	int is_on;
	struct sigaction action; /* what SIGSEGV did before */
	stack_t stack; /* the alternate stack before */
} g_watch;
static char g_stack[STACK_SIZE];

static int fail(int error)
{
	errno = error;
	return -1;
}

static int is_alive(const t_record *r)
{
	return r->number != 0 && r->freed == 0;
}

static int is_kept(const t_record *r)
{
	return r->freed != 0;
}

static t_record *alive(unsigned number)
{
	for (size_t i = 0; i < RECORDS; i++)
		if (is_alive(&g_records[i]) && g_records[i].number == number)
			return &g_records[i];
	return NULL;
}

/* A free place, unless ARENAS_MOST arenas are alive. */
static t_record *new_record(void)
{
	t_record *place = NULL;
	size_t live = 0;

	for (size_t i = 0; i < RECORDS; i++)
	{
		live += (size_t)is_alive(&g_records[i]);
		if (g_records[i].number == 0)
			place = &g_records[i];
	}
	return live < ARENAS_MOST ? place : NULL;
}

/* How many arenas are in quarantine, and the oldest of them. */
static unsigned count_kept(t_record **oldest)
{
	unsigned count = 0;

	for (size_t i = 0; i < RECORDS; i++)
	{
		t_record *r = &g_records[i];
		if (!is_kept(r))
			continue;
		if (count++ == 0 || r->freed < (*oldest)->freed)
			*oldest = r;
	}
	return count;
}

int arena_init(t_arena *a, size_t size)
{
	t_record *r = new_record();
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	*a = (t_arena){0};
	if (r == NULL)
		return fail(ENOMEM);
	/* It refuses size 0 by itself. */
	void *base = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return -1;
	*r = (t_record){.number = ++g_number,
		.base = base,
		.capacity = size,
		.length = (size + page - 1) / page * page};
	*a = (t_arena){base, size, r->number};
	return 0;
}

/* Where the next block begins. The last one ends within the capacity, which no address
 * space is too small for: the sum cannot wrap. */
static size_t next_block(const t_record *r)
{
	if (r->count == 0)
		return 0;
	const t_block *last = &r->blocks[r->count - 1];
	return (last->at + last->size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
}

static void *add_block(t_record *r, size_t size, const char *name)
{
	size_t at = next_block(r);
	t_block *block = &r->blocks[r->count];

	if (r->count == BLOCKS_MOST || at > r->capacity || size > r->capacity - at)
	{
		errno = ENOMEM;
		return NULL;
	}
	*block = (t_block){.at = at, .size = size};
	memcpy(block->name, name, strnlen(name, sizeof(block->name) - 1));
	r->count++;
	return r->base + at;
}

void *arena_alloc(t_arena *a, size_t size, const char *name)
{
	t_record *r = alive(a->number);

	if (size == 0 || a->number == 0)
		errno = EINVAL;
	else if (r == NULL)
		errno = ESTALE;
	else
		return add_block(r, size, name);
	return NULL;
}

static int unmap(t_record *r)
{
	if (munmap(r->base, r->capacity) == -1)
		return -1;
	*r = (t_record){0};
	return 0;
}

static int shrink_to(unsigned count)
{
	t_record *oldest;

	while (count_kept(&oldest) > count)
		if (unmap(oldest) == -1)
			return -1;
	return 0;
}

/* New pages in the place of the old ones: one call takes the memory away and forbids to
 * touch the addresses, or fails and changes nothing. */
static int enter_quarantine(t_record *r)
{
	if (shrink_to(g_keep - 1) == -1)
		return -1;
	if (mmap(r->base, r->capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		    -1, 0) == MAP_FAILED)
		return -1;
	r->freed = ++g_frees;
	return 0;
}

int arena_free(t_arena *a)
{
	t_record *r = alive(a->number);

	if (a->number == 0)
		return 0;
	if (r == NULL)
		return fail(ESTALE);
	if ((g_keep == 0 ? unmap(r) : enter_quarantine(r)) == -1)
		return -1;
	*a = (t_arena){0};
	return 0;
}

int quarantine_keep(unsigned count)
{
	if (count > KEEP_MOST)
		return fail(EINVAL);
	if (shrink_to(count) == -1)
		return -1;
	g_keep = count;
	return 0;
}

/* The block with this byte of the arena, or NULL. For a byte before a block the
 * difference wraps around, and is larger than any size. */
static const t_block *block_at(const t_record *r, size_t byte)
{
	for (size_t i = 0; i < r->count; i++)
		if (byte - r->blocks[i].at < r->blocks[i].size)
			return &r->blocks[i];
	return NULL;
}

/* As a number: any pointer may be compared so. */
static size_t distance(const t_record *r, const void *address)
{
	return (uintptr_t)address - (uintptr_t)r->base;
}

int handle_make(t_handle *h, const void *byte)
{
	*h = (t_handle){0};
	for (size_t i = 0; i < RECORDS; i++)
	{
		const t_record *r = &g_records[i];
		if (!is_alive(r) || block_at(r, distance(r, byte)) == NULL)
			continue;
		*h = (t_handle){r->number, distance(r, byte)};
		return 0;
	}
	return fail(EINVAL);
}

void *handle_get(t_handle h)
{
	/* No number is given twice, so no other arena can be meant. */
	const t_record *r = alive((unsigned)h.first);

	if (r != NULL)
		return r->base + h.second;
	errno = ESTALE;
	return NULL;
}

/* Reads a byte of each of these pages, from *at on. */
static int can_read_pages(const char *at, size_t pages, size_t page)
{
	char bytes[PARTS];
	struct iovec to = {bytes, sizeof(bytes)};
	struct iovec from[PARTS];

	for (size_t i = 0; i < pages; i++)
		from[i] = (struct iovec){(char *)at + i * page, 1};
	return process_vm_readv(getpid(), &to, 1, from, pages, 0) == (ssize_t)pages;
}

static int is_readable(uintptr_t first, uintptr_t last)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uintptr_t at = first / page * page;
	size_t left = last / page - first / page + 1;

	while (left > 0)
	{
		size_t pages = left < PARTS ? left : PARTS;
		if (!can_read_pages((const char *)at, pages, page))
			return 0;
		at += pages * page;
		left -= pages;
	}
	return 1;
}

int can_read(const void *address, size_t size)
{
	uintptr_t first = (uintptr_t)address;
	int error = errno;

	if (size == 0)
		return 1;
	if (first + (size - 1) < first)
		return 0;
	int answer = is_readable(first, first + (size - 1));
	errno = error;
	return answer;
}

/* A line that is put together without stdio, which may be in the midst of a call. */
typedef struct s_line
{
	char text[256];
	size_t size;
} t_line;

static void put_text(t_line *line, const char *text)
{
	size_t size = strlen(text);

	memcpy(line->text + line->size, text, size);
	line->size += size;
}

static void put_number(t_line *line, unsigned long number)
{
	if (number >= 10)
		put_number(line, number / 10);
	line->text[line->size++] = (char)('0' + number % 10);
}

/* By one call, so that lines of several processes do not mix. If nobody can hear it, the
 * process dies all the same. */
static void write_line(const t_line *line)
{
	ssize_t written = write(STDERR_FILENO, line->text, line->size);

	(void)written;
}

/* The arena in quarantine whose pages this address is in, or NULL. */
static const t_record *kept_at(const void *address)
{
	for (size_t i = 0; i < RECORDS; i++)
	{
		const t_record *r = &g_records[i];
		if (is_kept(r) && distance(r, address) < r->length)
			return r;
	}
	return NULL;
}

static const char *access_name(const ucontext_t *context)
{
	long error = (long)context->uc_mcontext.gregs[REG_ERR];

	if (error & FAULT_EXECUTION)
		return "execution";
	return error & FAULT_WRITE ? "write" : "read";
}

static void report_touch(
	const t_record *r, const void *address, const ucontext_t *context)
{
	size_t byte = distance(r, address);
	const t_block *block = block_at(r, byte);
	unsigned long ago = g_frees - r->freed + 1;
	t_line line = {.size = 0};

	put_text(&line, "use after unmap: ");
	put_text(&line, access_name(context));
	put_text(&line, " at byte ");
	put_number(&line, block == NULL ? byte : byte - block->at);
	if (block != NULL)
	{
		put_text(&line, " of block '");
		put_text(&line, block->name);
		put_text(&line, "'");
	}
	put_text(&line, " of arena ");
	put_number(&line, r->number);
	put_text(&line, ", freed ");
	put_number(&line, ago);
	put_text(&line, ago == 1 ? " free ago\n" : " frees ago\n");
	write_line(&line);
}

static int is_near_stack(const void *address, const ucontext_t *context)
{
	uintptr_t stack = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
	uintptr_t touched = (uintptr_t)address;

	return touched > stack ? touched - stack < NEAR_STACK
			       : stack - touched < NEAR_STACK;
}

/* Returns whether the fault is the watch's. */
static int report(const void *address, const ucontext_t *context)
{
	const t_record *r = kept_at(address);

	if (r != NULL)
		report_touch(r, address, context);
	else if (is_near_stack(address, context))
		write_line(&(t_line){"stack overflow\n", strlen("stack overflow\n")});
	else
		return 0;
	return 1;
}

/* The signal is blocked until the handler returns: then the process dies. */
static void die(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

static void hand_on(siginfo_t *info, void *context, int is_fault)
{
	int number = info->si_signo;
	const struct sigaction *before = &g_watch.action;

	if (before->sa_handler == SIG_DFL || (before->sa_handler == SIG_IGN && is_fault))
		die(number);
	else if (before->sa_handler == SIG_IGN)
		return;
	else if (before->sa_flags & SA_SIGINFO)
		before->sa_sigaction(number, info, context);
	else
		before->sa_handler(number);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	/* A signal that was sent has a sender's pid where a fault has its address. */
	int is_fault = info->si_code > 0;

	if (is_fault && report(info->si_addr, context))
		die(number);
	else
		hand_on(info, context, is_fault);
}

int watch_begin(void)
{
	const stack_t stack = {.ss_sp = g_stack, .ss_size = sizeof(g_stack)};
	struct sigaction action = {
		.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	/* Begun twice, it would be the handler before itself. */
	if (g_watch.is_on)
		return 0;
	if (sigaltstack(&stack, &g_watch.stack) == -1)
		return -1;
	sigaction(SIGSEGV, NULL, &g_watch.action);
	action.sa_mask = g_watch.action.sa_mask;
	sigaction(SIGSEGV, &action, NULL);
	g_watch.is_on = 1;
	return 0;
}

int watch_end(void)
{
	if (!g_watch.is_on)
		return 0;
	sigaction(SIGSEGV, &g_watch.action, NULL);
	sigaltstack(&g_watch.stack, NULL);
	g_watch.is_on = 0;
	return 0;
}
