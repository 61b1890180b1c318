/* Different: __sync builtins and goto; a whole page in front of the blocks, in every arena; MAP_NORESERVE, whole pages. */
#include "fork_arena.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUND_UP(n, unit) (((n) + (unit) - 1) & ~((size_t)(unit) - 1))

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int error = EINVAL;
	char *start = MAP_FAILED;
	size_t length = 0;

	if (size == 0)
		goto failed;
	if (policy != ARENA_COPIED && policy != ARENA_SHARED && policy != ARENA_WITHHELD && policy != ARENA_WIPED)
		goto failed;
	error = ENOMEM;
	if (size >= SIZE_MAX / 2)
		goto failed;
	length = page + ROUND_UP(size, page);
	start = mmap(NULL, length, PROT_READ | PROT_WRITE,
		MAP_ANONYMOUS | MAP_NORESERVE | (policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE), -1, 0);
	if (start == MAP_FAILED)
		goto failed_with_errno;
	/* The page in front is never withheld or wiped. */
	if (policy == ARENA_WITHHELD && madvise(start + page, length - page, MADV_DONTFORK) != 0)
		goto failed_with_errno;
	if (policy == ARENA_WIPED && madvise(start + page, length - page, MADV_WIPEONFORK) != 0)
		goto failed_with_errno;
	a->base = start + page;
	a->capacity = ROUND_UP(size, ARENA_ALIGN);
	a->policy = policy;
	a->mapping = start;
	a->length = length;
	a->offset = 0;
	return 0;

failed_with_errno:
	error = errno;
failed:
	if (start != MAP_FAILED)
		munmap(start, length);
	memset(a, 0, sizeof(*a));
	errno = error;
	return -1;
}

void *arena_alloc(t_arena *a, size_t size)
{
	size_t *used = a->mapping;
	size_t at, need;

	if (used == NULL || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	if (size > a->capacity)
		goto full;
	need = ROUND_UP(size, ARENA_ALIGN);
again:
	at = __sync_fetch_and_add(used, 0);
	if (at + need > a->capacity)
		goto full;
	if (!__sync_bool_compare_and_swap(used, at, at + need))
		goto again;
	return (char *)a->base + at;

full:
	errno = ENOMEM;
	return NULL;
}

size_t arena_used(const t_arena *a)
{
	return a->mapping == NULL ? 0 : *(volatile size_t *)a->mapping;
}

int arena_free(t_arena *a)
{
	if (a->mapping != NULL && munmap(a->mapping, a->length) != 0)
		return -1;
	memset(a, 0, sizeof(*a));
	return 0;
}

/* Absolute time, so that a signal cannot put it off. Wakes up every half a millisecond. */
static int past(const struct timespec *end)
{
	struct timespec now, next;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec > end->tv_sec || (now.tv_sec == end->tv_sec && now.tv_nsec >= end->tv_nsec))
		return 1;
	next = now;
	next.tv_nsec += 500000;
	if (next.tv_nsec >= 1000000000)
	{
		next.tv_sec++;
		next.tv_nsec -= 1000000000;
	}
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	return 0;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	const unsigned char *now = a->base;
	unsigned char *then;
	struct timespec end;
	int status = 0, killed = 0, error;
	pid_t pid, answer;
	size_t i;

	then = mmap(NULL, a->capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (then == MAP_FAILED)
		return -1;
	memcpy(then, now, a->capacity);
	fflush(NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += deadline / 1000;
	end.tv_nsec += deadline % 1000 * 1000000L;
	if (end.tv_nsec >= 1000000000)
	{
		end.tv_sec++;
		end.tv_nsec -= 1000000000;
	}
	pid = fork();
	if (pid == -1)
		goto no_fork;
	if (pid == 0)
	{
		status = work(a, data);
		fflush(NULL);
		_Exit(status);
	}
again:
	answer = waitpid(pid, &status, deadline != 0 && !killed ? WNOHANG : 0);
	if (answer == -1 && errno == EINTR)
		goto again;
	if (answer == 0)
	{
		if (past(&end))
			killed = kill(pid, SIGKILL) == 0;
		goto again;
	}

	memset(trace, 0, sizeof(*trace));
	trace->pid = pid;
	trace->code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	trace->end = !WIFSIGNALED(status) ? END_EXITED : killed && trace->code == SIGKILL ? END_DEADLINE : END_SIGNALED;
	for (i = a->capacity; i-- > 0;)
	{
		if (now[i] == then[i])
			continue;
		if (trace->changed == 0)
			trace->last = i;
		trace->first = i;
		trace->changed++;
	}
	munmap(then, a->capacity);
	return 0;

no_fork:
	error = errno;
	munmap(then, a->capacity);
	errno = error;
	return -1;
}
