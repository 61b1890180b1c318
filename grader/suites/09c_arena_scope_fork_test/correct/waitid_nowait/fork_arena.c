/* Different: waitid looks without reaping, si_code tells the end; the two ends of what changed are looked for from both ends. */
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

#define FRONT 128

static size_t align(size_t n)
{
	return n + (size_t)(-(intptr_t)n & (ARENA_ALIGN - 1));
}

static int shared(const t_arena *a)
{
	return a->policy == ARENA_SHARED;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	static const int advices[] = {-1, -1, MADV_DONTFORK, MADV_WIPEONFORK};
	t_arena new = {.policy = policy};
	int saved;

	memset(a, 0, sizeof(t_arena));
	errno = EINVAL;
	if (size == 0 || policy < ARENA_COPIED || policy > ARENA_WIPED)
		return -1;
	errno = ENOMEM;
	new.capacity = align(size);
	new.length = new.capacity + FRONT;
	if (new.capacity < size || new.length < new.capacity)
		return -1;
	new.mapping = mmap(NULL, new.length, PROT_READ | PROT_WRITE,
		MAP_ANONYMOUS | (shared(&new) ? MAP_SHARED : MAP_PRIVATE), -1, 0);
	if (new.mapping == MAP_FAILED)
		return -1;
	new.base = (char *)new.mapping + FRONT;
	if (advices[policy] != -1 && madvise(new.mapping, new.length, advices[policy]) == -1)
	{
		saved = errno;
		munmap(new.mapping, new.length);
		errno = saved;
		return -1;
	}
	memcpy(a, &new, sizeof(new));
	return 0;
}

static void *give_shared(t_arena *a, size_t size)
{
	_Atomic uint64_t *used = a->mapping;
	uint64_t old = *used;

	while (size <= a->capacity - old)
		if (atomic_compare_exchange_weak(used, &old, old + align(size)))
			return (char *)a->base + old;
	return NULL;
}

static void *give_own(t_arena *a, size_t size)
{
	size_t old = a->offset;

	if (size > a->capacity - old)
		return NULL;
	a->offset += align(size);
	return (char *)a->base + old;
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (a->base == NULL || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	void *block = shared(a) ? give_shared(a, size) : give_own(a, size);
	if (block == NULL)
		errno = ENOMEM;
	return block;
}

size_t arena_used(const t_arena *a)
{
	if (a->base != NULL && shared(a))
		return *(_Atomic uint64_t *)a->mapping;
	return a->offset;
}

int arena_free(t_arena *a)
{
	if (a->base != NULL)
		if (munmap(a->mapping, a->length) == -1)
			return -1;
	memset(a, 0, sizeof(t_arena));
	return 0;
}

/* Leaves the child a zombie. Returns 0 while it runs. */
static int has_ended(pid_t child, siginfo_t *info, int options)
{
	info->si_pid = 0;
	return waitid(P_PID, (id_t)child, info, WEXITED | WNOWAIT | options) == 0 && info->si_pid == child;
}

static unsigned long long milliseconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned long long)ts.tv_sec * 1000 + (unsigned long long)ts.tv_nsec / 1000000;
}

static int watch(pid_t child, siginfo_t *info, unsigned deadline)
{
	unsigned long long begin = milliseconds();

	while (deadline != 0 && !has_ended(child, info, WNOHANG))
	{
		if (milliseconds() - begin >= deadline)
		{
			kill(child, SIGKILL);
			break;
		}
		nanosleep(&(struct timespec){0, 300000}, NULL);
	}
	int late = deadline != 0 && info->si_pid == 0;
	while (!has_ended(child, info, 0))
		;
	return late;
}

static void difference(const char *a, const char *b, size_t size, t_trace *trace)
{
	size_t from = 0;
	size_t to = size;

	while (from < to && a[from] == b[from])
		from++;
	while (to > from && a[to - 1] == b[to - 1])
		to--;
	if (from == to)
		return;
	trace->first = from;
	trace->last = to - 1;
	for (; from < to; from++)
		trace->changed += a[from] != b[from];
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	siginfo_t info = {0};
	void *before = mmap(NULL, a->capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (before == MAP_FAILED)
		return -1;
	memcpy(before, a->base, a->capacity);
	memset(trace, 0, sizeof(t_trace));
	fflush(NULL);
	trace->pid = fork();
	if (trace->pid == -1)
	{
		int saved = errno;
		munmap(before, a->capacity);
		errno = saved;
		return -1;
	}
	if (trace->pid == 0)
	{
		int code = work(a, data);
		fflush(NULL);
		_exit(code);
	}
	int late = watch(trace->pid, &info, deadline);
	while (wait4(trace->pid, NULL, 0, NULL) == -1 && errno == EINTR)
		;
	trace->code = info.si_status;
	if (info.si_code == CLD_EXITED)
		trace->end = END_EXITED;
	else
		trace->end = late && info.si_status == SIGKILL ? END_DEADLINE : END_SIGNALED;
	difference(a->base, before, a->capacity, trace);
	munmap(before, a->capacity);
	return 0;
}
