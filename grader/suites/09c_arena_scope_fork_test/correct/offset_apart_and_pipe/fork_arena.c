/* Different: the offset of a shared arena in a mapping of its own; a pipe whose end of file says that the child is gone. */
#define _GNU_SOURCE
#include "fork_arena.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *fresh(size_t length, int kind)
{
	void *p = mmap(NULL, length, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* munmap that leaves errno alone. */
static void away(void *p, size_t length)
{
	int error = errno;

	if (p != NULL)
		munmap(p, length);
	errno = error;
}

static int prepare(void *memory, size_t length, t_policy policy)
{
	switch (policy)
	{
	case ARENA_WITHHELD:
		return madvise(memory, length, MADV_DONTFORK);
	case ARENA_WIPED:
		return madvise(memory, length, MADV_WIPEONFORK);
	default:
		return 0;
	}
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	memset(a, 0, sizeof(*a));
	if (size == 0 || (unsigned)policy > 3)
		return errno = EINVAL, -1;
	if (size > (size_t)-ARENA_ALIGN)
		return errno = ENOMEM, -1;
	size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);

	void *memory = fresh(size, policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE);
	if (memory == NULL)
		return -1;
	void *count = NULL;
	if (prepare(memory, size, policy) == -1 ||
		(policy == ARENA_SHARED && (count = fresh(sizeof(atomic_size_t), MAP_SHARED)) == NULL))
	{
		away(memory, size);
		return -1;
	}
	a->base = memory;
	a->capacity = a->length = size;
	a->policy = policy;
	a->mapping = count;
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (a->base == NULL || size == 0)
		return errno = EINVAL, NULL;
	size_t rest = a->capacity - arena_used(a);
	if (size > rest)
		return errno = ENOMEM, NULL;
	size_t whole = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (a->mapping == NULL)
		return a->offset += whole, (char *)a->base + (a->offset - whole);
	size_t used = a->capacity - rest;
	while (!atomic_compare_exchange_weak((atomic_size_t *)a->mapping, &used, used + whole))
		if (whole > a->capacity - used)
			return errno = ENOMEM, NULL;
	return (char *)a->base + used;
}

size_t arena_used(const t_arena *a)
{
	return a->mapping == NULL ? a->offset : atomic_load((atomic_size_t *)a->mapping);
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
		return 0;
	if (munmap(a->base, a->length) == -1)
		return -1;
	if (a->mapping != NULL && munmap(a->mapping, sizeof(atomic_size_t)) == -1)
		return -1;
	memset(a, 0, sizeof(*a));
	return 0;
}

static long long ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/*
 * The other end is open as long as the child lives, or a child of the child. Work may close it early, too:
 * so waitpid decides, and where the end of file tells nothing, time does.
 */
static int await(pid_t child, int end, unsigned deadline, int *status)
{
	struct pollfd file = {.fd = end, .events = POLLIN};
	long long until = ms() + deadline;

	for (;;)
	{
		pid_t got = waitpid(child, status, WNOHANG);
		if (got == child)
			return 0;
		long long left = until - ms();
		if (left <= 0)
			return 1;
		/* Grandchildren may keep it open: look now and then. */
		if (poll(&file, 1, left < 5 ? (int)left : 5) == 1)
		{
			file.fd = -1;
			poll(NULL, 0, 1);
		}
	}
}

static void fill_in(t_trace *trace, pid_t child, int status, int late)
{
	*trace = (t_trace){.pid = child};
	if (WIFEXITED(status))
	{
		trace->end = END_EXITED;
		trace->code = WEXITSTATUS(status);
		return;
	}
	trace->code = WTERMSIG(status);
	trace->end = late && trace->code == SIGKILL ? END_DEADLINE : END_SIGNALED;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	int ends[2];
	char *copy = fresh(a->capacity, MAP_PRIVATE);

	if (copy == NULL)
		return -1;
	if (pipe2(ends, O_CLOEXEC) == -1)
	{
		away(copy, a->capacity);
		return -1;
	}
	mempcpy(copy, a->base, a->capacity);
	fflush(NULL);
	pid_t child = fork();
	int error = errno;
	if (child == 0)
	{
		close(ends[0]);
		int code = work(a, data);
		fflush(NULL);
		_exit(code);
	}
	close(ends[1]);
	if (child != -1)
	{
		int status;
		int late = deadline != 0 && await(child, ends[0], deadline, &status);
		if (late)
			kill(child, SIGKILL);
		if (late || deadline == 0)
			while (waitpid(child, &status, 0) == -1 && errno == EINTR)
				continue;
		fill_in(trace, child, status, late);
		const char *now = a->base;
		for (size_t i = 0; i < a->capacity; i++)
		{
			if (copy[i] == now[i])
				continue;
			trace->last = i;
			if (++trace->changed == 1)
				trace->first = i;
		}
	}
	close(ends[0]);
	errno = error;
	away(copy, a->capacity);
	return child == -1 ? -1 : 0;
}
