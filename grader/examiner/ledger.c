#define _GNU_SOURCE
#include "ledger.h"

#include "files.h"
#include "give_up.h"
#include "order.h"
#include "pages.h"
#include "row.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* No process of a 64-bit machine has more address space, with pages of four levels. */
#define MOST ((uint64_t)1 << 47)

typedef struct s_count
{
	unsigned calls;
	int error; /* of the last failed call */
} t_count;

struct s_ledger
{
	t_pages *pages;
	t_count counts[CALL_KINDS];
	size_t strays;
	unsigned stray_kills;
};

/* Orders hold for every process of the row: a fork does not forget them. */
static struct
{
	unsigned fail_from; /* how many calls there were before the first that fails */
	unsigned fail_to; /* the last call that fails */
	int fail_with;
} g_orders[CALL_KINDS];
static void (*g_before[CALL_KINDS])(t_process *process);
static t_address g_hint; /* see ledger_place */
/* Of all processes of the row, and whether it was said that there were too many. */
static unsigned g_forks;
static int g_is_told;
/* Flags of mmap. */
static uint32_t g_ignored;

t_ledger *ledger_new(void)
{
	t_ledger *ledger = calloc(1, sizeof(*ledger));

	if (ledger == NULL)
		give_up("memory");
	ledger->pages = pages_new();
	return ledger;
}

t_ledger *ledger_copy(const t_ledger *from)
{
	t_ledger *ledger = calloc(1, sizeof(*ledger));

	if (ledger == NULL)
		give_up("memory");
	*ledger = *from;
	ledger->pages = pages_copy(from->pages);
	return ledger;
}

void ledger_close(void)
{
	memset(g_before, 0, sizeof(g_before));
	g_forks = ROW_FORKS;
	g_is_told = 1;
}

void ledger_free(t_ledger *ledger)
{
	if (ledger != NULL)
		pages_free(ledger->pages);
	free(ledger);
}

int ledger_is_seen(void)
{
	return g_is_traced || g_order.mode != MODE_NATIVE;
}

/* The ledger that rows ask. What a subject tells by itself earns no points. */
static t_ledger *own(void)
{
	if (!ledger_is_seen())
		row_not_graded(
			"what a program asks of the kernel cannot be seen here (ptrace is forbidden)");
	if (!g_is_traced)
		ledger_read_events();
	return g_process->ledger;
}

void ledger_reset(void)
{
	t_ledger *ledger = g_process->ledger;

	atomic_store(&g_shared->events, 0);
	pages_free(ledger->pages);
	*ledger = (t_ledger){.pages = pages_new()};
	memset(g_orders, 0, sizeof(g_orders));
	memset(g_shared->orders, 0, sizeof(g_shared->orders));
	memset(g_before, 0, sizeof(g_before));
	g_hint = 0;
	g_forks = 0;
	g_is_told = 0;
	g_shared->clocks = -1;
	g_shared->later = 0;
	g_shared->cores = 0;
	g_ignored = 0;
	g_shared->ignored = 0;
	files_forget();
}

static unsigned last_of(unsigned calls, unsigned more)
{
	return more < UINT_MAX - calls ? calls + more : UINT_MAX;
}

void ledger_fail(t_call call, unsigned calls, int error)
{
	ledger_fail_after(call, 0, calls, error);
}

void ledger_fail_after(t_call call, unsigned good, unsigned calls, int error)
{
	unsigned made = own()->counts[call].calls;
	t_order *order = &g_shared->orders[call];

	g_orders[call].fail_from = last_of(made, good);
	g_orders[call].fail_to = last_of(g_orders[call].fail_from, calls);
	g_orders[call].fail_with = error;
	/* The same for a subject that nobody traces. */
	order->fail_with = error;
	order->fail_from = last_of(atomic_load(&order->calls), good);
	order->fail_to = last_of(order->fail_from, calls);
}

static int is_child_of(const t_process *child, const t_process *parent)
{
	return child != NULL && child->parent == parent && !child->is_gone;
}

/* Whether a signal may be sent there: to a child not waited for yet. That it is not sent
 * to itself is no complaint; a SIGSEGV, which any bad access earns, may be. */
static int ask_kill(t_process *process, pid_t target, int signal)
{
	t_process *child = target <= 0 ? NULL : process_called(target);

	if (child == process)
		return signal == SIGSEGV ? 0 : EPERM;
	if (child != NULL && child->has_ended && !process_is_zombie(child->pid))
		child->is_gone = 1;
	if (!is_child_of(child, process))
	{
		process->ledger->stray_kills++;
		return EPERM;
	}
	if (g_before[CALL_KILL] != NULL)
		g_before[CALL_KILL](child);
	return 0;
}

/* Fails the row, the first time; the processes that it leaves may ask again. */
static int refuse_fork(void)
{
	if (g_is_told)
		return EAGAIN;
	g_is_told = 1;
	expected("fork is called for each child that the row asks for");
	got("it was called more than %d times in this row", ROW_FORKS);
}

int ledger_ask(t_process *process, t_call call, uint64_t *arguments)
{
	t_count *count = &process->ledger->counts[call];
	int refused = count->calls >= g_orders[call].fail_from &&
		      count->calls < g_orders[call].fail_to;

	if (!refused && call == CALL_KILL)
		return ask_kill(process, (pid_t)arguments[0], (int)arguments[1]);
	if (g_before[call] != NULL)
		g_before[call](process);
	if (call == CALL_MMAP && g_hint != 0 && arguments[0] == 0)
		arguments[0] = g_hint;
	/* Some kernels have another errno for a size that none of them has. */
	if (!refused && call == CALL_MREMAP && arguments[2] > MOST)
		return ENOMEM;
	if (!refused && call == CALL_FORK && g_forks >= ROW_FORKS)
		return refuse_fork();
	if (!refused && call == CALL_MEMFD && files_count() >= ROW_FILES)
		return EMFILE;
	if (call == CALL_MMAP)
		arguments[3] &= ~(uint64_t)g_ignored;
	return refused ? g_orders[call].fail_with : 0;
}

static void enter_munmap(t_ledger *ledger, t_address start, size_t length)
{
	size_t pages = whole_pages(length);

	ledger->strays += pages - pages_drop(ledger->pages, start, start + pages);
}

/* What was there before is gone: MAP_FIXED, MREMAP_FIXED. */
static void enter_pages(t_ledger *ledger, const t_mapping *mapping, int protection)
{
	pages_drop(ledger->pages, mapping->start,
		mapping->start + whole_pages(mapping->length));
	pages_enter(ledger->pages, mapping, protection);
}

static void enter_mremap(t_ledger *ledger, const uint64_t *arguments, t_address start)
{
	t_mapping moved = {0};
	t_address end = arguments[0] + whole_pages(arguments[1]);

	/* What no call has mapped, of the program itself, can be moved as well. */
	pages_holder(ledger->pages, arguments[0], arguments[1], &moved);
	int protection = pages_protection(ledger->pages, arguments[0], arguments[1]);
	if ((arguments[3] & MREMAP_DONTUNMAP) == 0)
		pages_drop(ledger->pages, arguments[0], end);
	moved.start = start;
	moved.length = arguments[2];
	enter_pages(
		ledger, &moved, protection == -1 ? PROT_READ | PROT_WRITE : protection);
}

static void enter_mmap(t_ledger *ledger, const uint64_t *arguments, t_address start)
{
	const t_mapping mapping = {
		start, arguments[1], 0, (int)arguments[3], g_shared->caller};

	enter_pages(ledger, &mapping, (int)arguments[2]);
}

void ledger_enter(t_process *process, t_call call, const uint64_t *arguments,
	uint64_t value, int error)
{
	t_ledger *ledger = process->ledger;

	ledger->counts[call].calls++;
	if (error != 0)
	{
		ledger->counts[call].error = error;
		return;
	}
	switch (call)
	{
	case CALL_FORK:
		g_forks++;
		break;
	case CALL_MEMFD:
		files_keep(process->pid, (int)value);
		break;
	case CALL_MMAP:
		enter_mmap(ledger, arguments, value);
		break;
	case CALL_MUNMAP:
		enter_munmap(ledger, arguments[0], arguments[1]);
		break;
	case CALL_MREMAP:
		enter_mremap(ledger, arguments, value);
		break;
	case CALL_MPROTECT:
		pages_protect(ledger->pages, arguments[0],
			arguments[0] + whole_pages(arguments[1]), (int)arguments[2]);
		break;
	default:
		break;
	}
}

void ledger_read_events(void)
{
	uint32_t count = atomic_exchange(&g_shared->events, 0);

	for (uint32_t i = 0; i < count && i < SHARED_EVENTS; i++)
	{
		t_event event = g_shared->event[i];
		t_process *process = event.window < WINDOWS
					     ? process_at(&g_shared->window[event.window])
					     : NULL;
		if (process == NULL || event.call >= CALL_KINDS)
			continue;
		if (event.call == CALL_KILL && event.arguments[2])
			process->ledger->stray_kills++;
		ledger_enter(
			process, event.call, event.arguments, event.value, event.error);
	}
}

unsigned ledger_calls(t_call call)
{
	return own()->counts[call].calls;
}

int ledger_error(t_call call)
{
	return own()->counts[call].error;
}

size_t ledger_mapped(void)
{
	return pages_mapped(own()->pages);
}

size_t ledger_strays(void)
{
	return own()->strays;
}

unsigned ledger_stray_kills(void)
{
	return own()->stray_kills;
}

size_t ledger_live(t_mapping *mappings, size_t room)
{
	return pages_live(own()->pages, mappings, room);
}

int ledger_holder(t_address address, size_t size, t_mapping *mapping)
{
	return pages_holder(own()->pages, address, size, mapping);
}

int ledger_protection(t_address address, size_t size)
{
	return pages_protection(own()->pages, address, size);
}

int ledger_executable(t_address address, size_t size)
{
	return pages_executable(own()->pages, address, size);
}

void ledger_before(t_call call, void (*before)(t_process *process))
{
	/* Nobody can stop a call that is not seen. */
	if (before != NULL)
		own();
	g_before[call] = before;
}

void ledger_ignore(int flags)
{
	own();
	g_ignored = (uint32_t)flags;
	/* The same for a subject that nobody traces. */
	g_shared->ignored = g_ignored;
}

void ledger_place(t_address hint)
{
	own();
	g_hint = hint;
}

void ledger_write_cores(void)
{
	g_shared->cores = 1;
}

void ledger_set_clocks(long nanoseconds)
{
	g_shared->clocks = nanoseconds;
}

void ledger_let_pass(long seconds)
{
	g_shared->later = seconds;
}
