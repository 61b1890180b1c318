/* Right, but odd: the counter of a shared arena has a mapping of its own, made before the
 * blocks' one. */
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

static size_t round_up(size_t size)
{
	return (size + (ARENA_ALIGN - 1)) & ~(size_t)(ARENA_ALIGN - 1);
}

static atomic_size_t *counter(const t_arena *a)
{
	return (atomic_size_t *)a->offset;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	memset(a, 0, sizeof(*a));
	if (size == 0 || (unsigned)policy > ARENA_WIPED)
	{
		errno = EINVAL;
		return -1;
	}
	if (size > SIZE_MAX / 2)
	{
		errno = ENOMEM;
		return -1;
	}
	size_t capacity = round_up(size);
	size_t front = 0;
	size_t length = front + capacity;
	void *count = NULL;
	if (policy == ARENA_SHARED)
	{
		count = mmap(NULL, 1, PROT_WRITE | PROT_READ, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
		if (count == MAP_FAILED)
			return -1;
	}
	int flags = MAP_ANONYMOUS | (policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE);
	char *mapping = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (mapping == MAP_FAILED)
	{
		int saved = errno;
		if (count != NULL)
			munmap(count, 1);
		errno = saved;
		return -1;
	}
	int advice = policy == ARENA_WITHHELD ? MADV_DONTFORK
		     : policy == ARENA_WIPED  ? MADV_WIPEONFORK
					      : -1;
	if (advice != -1 && madvise(mapping, length, advice) == -1)
	{
		int saved = errno;
		munmap(mapping, length);
		errno = saved;
		return -1;
	}
	a->mapping = mapping;
	a->length = length;
	a->base = mapping + front;
	a->capacity = capacity;
	a->policy = policy;
	a->offset = (size_t)count;
	return 0;
}

static void *alloc_shared(t_arena *a, size_t size)
{
	size_t used = atomic_load(counter(a));

	do
	{
		if (size > a->capacity - used)
		{
			errno = ENOMEM;
			return NULL;
		}
	} while (!atomic_compare_exchange_weak(counter(a), &used, used + round_up(size)));
	return (char *)a->base + used;
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (size == 0 || a->base == NULL)
	{
		errno = EINVAL;
		return NULL;
	}
	if (a->policy == ARENA_SHARED)
		return alloc_shared(a, size);
	if (size > a->capacity - a->offset)
	{
		errno = ENOMEM;
		return NULL;
	}
	char *block = (char *)a->base + a->offset;
	a->offset += round_up(size);
	return block;
}

size_t arena_used(const t_arena *a)
{
	if (a->base == NULL)
		return 0;
	if (a->policy == ARENA_SHARED)
		return atomic_load(counter(a));
	return a->offset;
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
		return 0;
	int failed = 0;
	int saved = 0;
	if (munmap(a->mapping, a->length) == -1)
	{
		failed = 1;
		saved = errno;
	}
	if (a->policy == ARENA_SHARED && munmap((void *)a->offset, 1) == -1 && !failed)
	{
		failed = 1;
		saved = errno;
	}
	if (failed)
	{
		errno = saved;
		return -1;
	}
	memset(a, 0, sizeof(*a));
	return 0;
}

static int64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int await(pid_t pid, unsigned deadline, int64_t start, int *status)
{
	if (deadline == 0)
	{
		while (waitpid(pid, status, 0) == -1 && errno == EINTR)
			;
		return 0;
	}
	int64_t end = start + (int64_t)deadline * 1000000;
	for (;;)
	{
		int64_t now = clock_ns();
		pid_t got = waitpid(pid, status, WNOHANG);
		if (got == pid)
			return 0;
		if (now >= end)
			break;
		struct timespec pause = {0, end - now < 1000000 ? end - now : 1000000};
		nanosleep(&pause, NULL);
	}
	kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) == -1 && errno == EINTR)
		;
	return WIFSIGNALED(*status) && WTERMSIG(*status) == SIGKILL;
}

static void compare(t_trace *trace, const char *before, const char *after, size_t count)
{
	trace->changed = 0;
	trace->first = 0;
	trace->last = 0;
	for (size_t i = 0; i < count; i++)
	{
		if (before[i] == after[i])
			continue;
		if (trace->changed++ == 0)
			trace->first = i;
		trace->last = i;
	}
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	size_t count = a->capacity;
	char *before = mmap(
		NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (before == MAP_FAILED)
		return -1;
	fflush(NULL);
	memcpy(before, a->base, count);
	pid_t pid = fork();
	if (pid == -1)
	{
		int saved = errno;
		munmap(before, count);
		errno = saved;
		return -1;
	}
	if (pid == 0)
	{
		int code = work(a, data);
		fflush(NULL);
		_exit(code);
	}
	int64_t start = clock_ns();
	int status = 0;
	int killed = await(pid, deadline, start, &status);
	trace->pid = pid;
	if (killed)
	{
		trace->end = END_DEADLINE;
		trace->code = SIGKILL;
	}
	else if (WIFEXITED(status))
	{
		trace->end = END_EXITED;
		trace->code = WEXITSTATUS(status);
	}
	else
	{
		trace->end = END_SIGNALED;
		trace->code = WTERMSIG(status);
	}
	compare(trace, before, a->base, count);
	munmap(before, count);
	return 0;
}
