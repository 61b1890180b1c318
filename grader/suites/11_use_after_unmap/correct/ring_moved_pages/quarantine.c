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
