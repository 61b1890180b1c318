/* Different: what is left is counted, down to 0, and lies behind the blocks; the wait status is taken apart by hand. */
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

typedef unsigned char byte;
typedef atomic_uintptr_t left_t;

static left_t *left_of(const t_arena *a)
{
	if (a->policy == ARENA_SHARED)
		return (left_t *)((byte *)a->base + a->capacity);
	return (left_t *)&a->offset;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	*a = (t_arena){0};
	if (size == 0 || !(policy == ARENA_COPIED || policy == ARENA_SHARED || policy == ARENA_WITHHELD || policy == ARENA_WIPED))
	{
		errno = EINVAL;
		return -1;
	}
	size_t units = size / ARENA_ALIGN + (size % ARENA_ALIGN != 0);
	if (units >= SIZE_MAX / ARENA_ALIGN)
	{
		errno = ENOMEM;
		return -1;
	}
	size_t capacity = units * ARENA_ALIGN;
	size_t length = capacity + ARENA_ALIGN;
	byte *m = mmap(NULL, length, PROT_READ | PROT_WRITE,
		(policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS, -1, 0);
	if (m == MAP_FAILED)
		return -1;
	int bad = 0;
	if (policy == ARENA_WITHHELD)
		bad = madvise(m, length, MADV_DONTFORK);
	if (policy == ARENA_WIPED)
		bad = madvise(m, length, MADV_WIPEONFORK);
	if (bad)
	{
		bad = errno;
		munmap(m, length);
		errno = bad;
		return -1;
	}
	a->mapping = a->base = m;
	a->capacity = capacity;
	a->length = length;
	a->policy = policy;
	atomic_init(left_of(a), capacity);
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (size == 0 || a->base == NULL)
	{
		errno = EINVAL;
		return NULL;
	}
	left_t *left = left_of(a);
	uintptr_t had = atomic_load(left);
	uintptr_t has;
	do
	{
		if (size > had)
		{
			errno = ENOMEM;
			return NULL;
		}
		/* Down to the next multiple: what is left is always one. */
		has = (had - size) / ARENA_ALIGN * ARENA_ALIGN;
	} while (!atomic_compare_exchange_strong(left, &had, has));
	return (byte *)a->base + (a->capacity - had);
}

size_t arena_used(const t_arena *a)
{
	return a->base == NULL ? 0 : a->capacity - atomic_load(left_of(a));
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
		return 0;
	int result = munmap(a->mapping, a->length);
	if (result == 0)
		*a = (t_arena){0};
	return result;
}

static uint64_t ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Sleeps longer each time, 8 ms at most. */
static int doze(unsigned *turn)
{
	long us = 50L << (*turn < 7 ? (*turn)++ : 7);
	return usleep((useconds_t)us);
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	byte *old = mmap(NULL, a->capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (old == MAP_FAILED)
		return -1;
	memmove(old, a->base, a->capacity);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
	{
		int code = work(a, data);
		fflush(NULL);
		_exit(code);
	}
	if (pid < 0)
	{
		int e = errno;
		munmap(old, a->capacity);
		errno = e;
		return -1;
	}

	uint64_t end = ns() + (uint64_t)deadline * 1000000u;
	int status = 0;
	int shot = 0;
	unsigned turn = 0;
	while (waitpid(pid, &status, deadline == 0 || shot ? 0 : WNOHANG) != pid)
	{
		if (deadline == 0 || shot)
			continue;
		if (ns() < end)
			doze(&turn);
		else
			shot = !kill(pid, SIGKILL);
	}

	memset(trace, 0, sizeof *trace);
	trace->pid = pid;
	int signal = status & 0x7f;
	trace->code = signal ? signal : status >> 8 & 0xff;
	trace->end = !signal ? END_EXITED : shot && signal == SIGKILL ? END_DEADLINE : END_SIGNALED;

	const byte *new = a->base;
	size_t low = SIZE_MAX;
	for (size_t i = 0; i != a->capacity; i++)
	{
		size_t differs = (old[i] ^ new[i]) != 0;
		trace->changed += differs;
		trace->last = differs ? i : trace->last;
		low = differs && low == SIZE_MAX ? i : low;
	}
	trace->first = low == SIZE_MAX ? 0 : low;
	munmap(old, a->capacity);
	return 0;
}
