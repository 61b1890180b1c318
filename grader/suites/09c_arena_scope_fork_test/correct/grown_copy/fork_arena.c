/* Different: the arena and the copy begin with one page and grow by mremap; the copy is compared word by word at first. */
#define _GNU_SOURCE
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

/* Private memory only: of a shared mapping the new pages would have nothing behind them. */
static void *grown(size_t length)
{
	size_t page = sysconf(_SC_PAGESIZE);
	void *small = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (small == MAP_FAILED || length <= page)
		return small;
	void *large = mremap(small, page, length, MREMAP_MAYMOVE);
	if (large == MAP_FAILED)
	{
		int error = errno;
		munmap(small, page);
		errno = error;
	}
	return large;
}

static int init_shared(t_arena *a)
{
	a->length = a->capacity + ARENA_ALIGN;
	a->mapping = mmap(NULL, a->length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	a->base = (char *)a->mapping + ARENA_ALIGN;
	return a->mapping == MAP_FAILED ? -1 : 0;
}

static int init_private(t_arena *a)
{
	a->length = a->capacity;
	a->base = a->mapping = grown(a->length);
	if (a->mapping == MAP_FAILED)
		return -1;
	if (a->policy == ARENA_COPIED)
		return 0;
	if (madvise(a->base, a->length, a->policy == ARENA_WIPED ? MADV_WIPEONFORK : MADV_DONTFORK) == 0)
		return 0;
	int error = errno;
	munmap(a->mapping, a->length);
	errno = error;
	return -1;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	int status = -1;

	*a = (t_arena){.capacity = (size + ARENA_ALIGN - 1) & ~(size_t)15, .policy = policy};
	if (size == 0 || (policy & ~3u) != 0)
		errno = EINVAL;
	else if (size >> 62 != 0)
		errno = ENOMEM;
	else
		status = policy == ARENA_SHARED ? init_shared(a) : init_private(a);
	if (status == -1)
		*a = (t_arena){0};
	return status;
}

void *arena_alloc(t_arena *a, size_t size)
{
	_Atomic size_t *shared = a->mapping;
	size_t used;

	if (a->base == NULL || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	for (;;)
	{
		used = arena_used(a);
		if (a->capacity - used < size)
		{
			errno = ENOMEM;
			return NULL;
		}
		size_t more = used + ((size + 15) & ~(size_t)15);
		size_t seen = used;
		if (a->policy == ARENA_SHARED && !atomic_compare_exchange_strong(shared, &seen, more))
			continue;
		if (a->policy != ARENA_SHARED)
			a->offset = more;
		return (char *)a->base + used;
	}
}

size_t arena_used(const t_arena *a)
{
	return a->policy == ARENA_SHARED ? *(_Atomic size_t *)a->mapping : a->offset;
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
		return 0;
	if (munmap(a->mapping, a->length) == -1)
		return -1;
	memset(a, 0, sizeof(t_arena));
	return 0;
}

static size_t look(const uint8_t *one, const uint8_t *two, size_t from, size_t to, t_trace *trace)
{
	for (; from < to; from++)
	{
		if (one[from] == two[from])
			continue;
		if (trace->changed == 0)
			trace->first = from;
		trace->changed += 1;
		trace->last = from;
	}
	return to;
}

/* base is a multiple of 16, and so is the capacity. */
static void compare(const t_arena *a, const void *copy, t_trace *trace)
{
	for (size_t at = 0; at < a->capacity;)
	{
		uint64_t one, two;
		memcpy(&one, (const char *)a->base + at, 8);
		memcpy(&two, (const char *)copy + at, 8);
		at = one == two ? at + 8 : look(a->base, copy, at, at + 8, trace);
	}
}

/* Counts no steps: asks the clock. A signal makes a nap shorter, nothing else. */
static int outlived(pid_t child, unsigned deadline, int *status)
{
	struct timespec begin;
	struct timespec now;
	long long passed = 0;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	while (passed < deadline)
	{
		if (waitpid(child, status, WNOHANG) == child)
			return 0;
		usleep(500);
		clock_gettime(CLOCK_MONOTONIC, &now);
		passed = (now.tv_sec - begin.tv_sec) * 1000LL + (now.tv_nsec - begin.tv_nsec) / 1000000;
	}
	if (waitpid(child, status, WNOHANG) == child)
		return 0;
	kill(child, SIGKILL);
	while (waitpid(child, status, 0) == -1)
		;
	return WIFSIGNALED(*status) && WTERMSIG(*status) == SIGKILL;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	void *copy = grown(a->capacity);
	int status = -1;
	int late = 0;

	if (copy == MAP_FAILED)
		return -1;
	memcpy(copy, a->base, a->capacity);
	fflush(NULL);
	pid_t child = fork();
	int error = errno;
	if (child == 0)
	{
		int code = work(a, data);
		fflush(NULL);
		_exit(code);
	}
	if (child == -1)
	{
		munmap(copy, a->capacity);
		errno = error;
		return -1;
	}
	if (deadline != 0)
		late = outlived(child, deadline, &status);
	else
		while (waitpid(child, &status, 0) == -1)
			;
	memset(trace, 0, sizeof(t_trace));
	trace->pid = child;
	if (WIFEXITED(status))
	{
		trace->end = END_EXITED;
		trace->code = WEXITSTATUS(status);
	}
	else
	{
		trace->end = late ? END_DEADLINE : END_SIGNALED;
		trace->code = WTERMSIG(status);
	}
	compare(a, copy, trace);
	munmap(copy, a->capacity);
	return 0;
}
