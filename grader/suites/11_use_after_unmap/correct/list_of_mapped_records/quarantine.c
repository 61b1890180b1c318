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

/* A pipe takes what can be read, and refuses the rest with EFAULT. */
static int goes_through(const int *ends, const void *byte)
{
	char back;

	return write(ends[1], byte, 1) == 1 && read(ends[0], &back, 1) == 1;
}

int can_read(const void *address, size_t size)
{
	uintptr_t first = (uintptr_t)address;
	int error = errno;
	int ends[2];
	int answer;

	if (size == 0)
		return 1;
	if (first > UINTPTR_MAX - (size - 1) || pipe(ends) == -1)
	{
		errno = error;
		return 0;
	}
	uintptr_t last_page = (first + (size - 1)) / 4096;
	answer = goes_through(ends, address);
	for (uintptr_t page = first / 4096; answer && page != last_page; page++)
		answer = goes_through(ends, (void *)((page + 1) * 4096));
	close(ends[0]);
	close(ends[1]);
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
