/* Different: pages without access before and behind the arena and the copy, made by mprotect; compared page by page. */
#include "fork_arena.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct fenced
{
	unsigned char *whole; /* a guard, the pages, a guard */
	size_t length;
	unsigned char *inside;
	size_t pages; /* in bytes */
};

static size_t page(void)
{
	return (size_t)getpagesize();
}

static int drop(struct fenced *f)
{
	int error = errno;

	munmap(f->whole, f->length);
	errno = error;
	return -1;
}

/* The bytes end where the guard behind them begins, but for the alignment. */
static int fence(struct fenced *f, size_t bytes, int flags)
{
	if (bytes > SIZE_MAX - 4 * page())
	{
		errno = ENOMEM;
		return -1;
	}
	f->pages = (bytes + page() - 1) / page() * page();
	f->length = f->pages + 2 * page();
	f->whole = mmap(NULL, f->length, PROT_NONE, flags | MAP_ANONYMOUS, -1, 0);
	if (f->whole == MAP_FAILED)
		return -1;
	f->inside = f->whole + page();
	if (mprotect(f->inside, f->pages, PROT_READ | PROT_WRITE) == -1)
		return drop(f);
	return 0;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	const size_t head = policy == ARENA_SHARED ? ARENA_ALIGN : 0;
	struct fenced f;
	int advised = 0;

	memset(a, 0, sizeof(*a));
	switch (policy)
	{
	case ARENA_COPIED:
	case ARENA_SHARED:
	case ARENA_WITHHELD:
	case ARENA_WIPED:
		if (size != 0)
			break;
		/* fallthrough */
	default:
		errno = EINVAL;
		return -1;
	}
	if (size > SIZE_MAX - 2 * ARENA_ALIGN)
	{
		errno = ENOMEM;
		return -1;
	}
	size_t capacity = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	if (fence(&f, head + capacity, policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE) == -1)
		return -1;
	if (policy == ARENA_WITHHELD)
		advised = madvise(f.whole, f.length, MADV_DONTFORK);
	else if (policy == ARENA_WIPED)
		advised = madvise(f.inside, f.pages, MADV_WIPEONFORK);
	if (advised == -1)
		return drop(&f);
	*a = (t_arena){f.inside + f.pages - capacity, capacity, policy, f.whole, f.length, 0};
	return 0;
}

/* Right in front of base. */
static atomic_size_t *offset_of(const t_arena *a)
{
	return (atomic_size_t *)((char *)a->base - ARENA_ALIGN);
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (a->capacity == 0 || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	for (;;)
	{
		size_t used = arena_used(a);
		size_t room = a->capacity - used;
		if (size > room)
			break;
		size_t taken = size + (ARENA_ALIGN - size % ARENA_ALIGN) % ARENA_ALIGN;
		if (a->policy != ARENA_SHARED)
			a->offset = used + taken;
		else if (!atomic_compare_exchange_strong(offset_of(a), &(size_t){used}, used + taken))
			continue;
		return (char *)a->base + used;
	}
	errno = ENOMEM;
	return NULL;
}

size_t arena_used(const t_arena *a)
{
	if (a->capacity == 0)
		return 0;
	if (a->policy == ARENA_SHARED)
		return atomic_load_explicit(offset_of(a), memory_order_acquire);
	return a->offset;
}

int arena_free(t_arena *a)
{
	if (a->mapping == NULL)
		return 0;
	if (munmap(a->mapping, a->length) == -1)
		return -1;
	memset(a, 0, sizeof(*a));
	return 0;
}

static void compare_page(const unsigned char *then, const unsigned char *now, size_t at, size_t count, t_trace *trace)
{
	if (memcmp(then + at, now + at, count) == 0)
		return;
	for (size_t i = at; i < at + count; i++)
	{
		if (then[i] == now[i])
			continue;
		if (trace->changed == 0)
			trace->first = i;
		trace->last = i;
		trace->changed++;
	}
}

static void compare_all(const unsigned char *then, const t_arena *a, t_trace *trace)
{
	for (size_t at = 0; at < a->capacity; at += page())
		compare_page(then, a->base, at, a->capacity - at < page() ? a->capacity - at : page(), trace);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void end_of(pid_t child, unsigned deadline, t_trace *trace)
{
	const double until = seconds() + deadline / 1e3;
	int status;
	int killed = 0;
	pid_t gone;

	while ((gone = waitpid(child, &status, deadline == 0 || killed ? 0 : WNOHANG)) != child)
	{
		if (gone == -1 || killed)
			continue;
		if (seconds() < until)
			usleep(700);
		else
			killed = kill(child, SIGKILL) == 0;
	}
	trace->pid = child;
	if (WIFSIGNALED(status))
	{
		trace->code = WTERMSIG(status);
		trace->end = killed && trace->code == SIGKILL ? END_DEADLINE : END_SIGNALED;
		return;
	}
	trace->code = WEXITSTATUS(status);
	trace->end = END_EXITED;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	struct fenced f;

	memset(trace, 0, sizeof(*trace));
	if (fence(&f, a->capacity, MAP_PRIVATE) == -1)
		return -1;
	memcpy(f.inside, a->base, a->capacity);
	fflush(NULL);
	pid_t child = fork();
	switch (child)
	{
	case -1:
		return drop(&f);
	case 0:
		child = work(a, data);
		fflush(NULL);
		_exit(child);
	default:
		end_of(child, deadline, trace);
		compare_all(f.inside, a, trace);
		munmap(f.whole, f.length);
		return 0;
	}
}
