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
