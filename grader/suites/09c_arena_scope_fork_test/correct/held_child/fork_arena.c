/* Different: the child waits at a pipe until the parent has its copy, which is made after the fork. */
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

#define RW (PROT_READ | PROT_WRITE)

/* In front of every arena, in a mapping that is shared only where the arena is, and never withheld or wiped. */
typedef struct s_book
{
	_Atomic size_t used;
} t_book;

static int undo(void *one, size_t one_length, void *two, size_t two_length)
{
	int error = errno;

	if (one != MAP_FAILED)
		munmap(one, one_length);
	if (two != MAP_FAILED)
		munmap(two, two_length);
	errno = error;
	return -1;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	int kind = MAP_ANONYMOUS | (policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE);
	int advice = policy == ARENA_WITHHELD ? MADV_DONTFORK : MADV_WIPEONFORK;

	memset(a, 0, sizeof(*a));
	if (size == 0 || (policy != ARENA_COPIED && policy != ARENA_SHARED && policy != ARENA_WITHHELD && policy != ARENA_WIPED))
	{
		errno = EINVAL;
		return -1;
	}
	size_t capacity = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	if (capacity == 0)
	{
		errno = ENOMEM;
		return -1;
	}
	void *book = mmap(NULL, sizeof(t_book), RW, kind, -1, 0);
	if (book == MAP_FAILED)
		return -1;
	void *memory = mmap(NULL, capacity, RW, kind, -1, 0);
	if (memory == MAP_FAILED)
		return undo(book, sizeof(t_book), MAP_FAILED, 0);
	if ((policy == ARENA_WITHHELD || policy == ARENA_WIPED) && madvise(memory, capacity, advice) == -1)
		return undo(book, sizeof(t_book), memory, capacity);
	a->base = memory;
	a->capacity = capacity;
	a->policy = policy;
	a->mapping = book;
	a->length = sizeof(t_book);
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	t_book *book = a->mapping;

	if (book == NULL || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	size_t used = atomic_load(&book->used);
	while (size <= a->capacity - used)
	{
		size_t next = used + (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
		if (atomic_compare_exchange_weak(&book->used, &used, next))
			return (char *)a->base + used;
	}
	errno = ENOMEM;
	return NULL;
}

size_t arena_used(const t_arena *a)
{
	const t_book *book = a->mapping;

	return book == NULL ? 0 : atomic_load(&book->used);
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
		return 0;
	if (munmap(a->base, a->capacity) == -1 || munmap(a->mapping, a->length) == -1)
		return -1;
	memset(a, 0, sizeof(*a));
	return 0;
}

/* One byte lets the child go; an end of file sends it away. */
static void be_child(t_arena *a, t_work work, void *data, const int *gate)
{
	char byte;
	ssize_t got;

	close(gate[1]);
	while ((got = read(gate[0], &byte, 1)) == -1 && errno == EINTR)
		continue;
	close(gate[0]);
	if (got != 1)
		_exit(0);
	int code = work(a, data);
	fflush(NULL);
	_exit(code);
}

static void reap(pid_t child, int *status)
{
	while (waitpid(child, status, 0) == -1 && errno == EINTR)
		continue;
}

static int gone_in_time(pid_t child, unsigned deadline, int *status)
{
	struct timespec start;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (;;)
	{
		if (waitpid(child, status, WNOHANG) == child)
			return 1;
		clock_gettime(CLOCK_MONOTONIC, &now);
		long long passed = (now.tv_sec - start.tv_sec) * 1000000000LL + now.tv_nsec - start.tv_nsec;
		if (passed >= deadline * 1000000LL)
			return 0;
		nanosleep(&(struct timespec){0, 200000}, NULL);
	}
}

static void trace_ends(t_trace *trace, pid_t child, unsigned deadline)
{
	int status;
	int killed = 0;

	if (deadline == 0)
		reap(child, &status);
	else if (!gone_in_time(child, deadline, &status))
	{
		killed = 1;
		kill(child, SIGKILL);
		reap(child, &status);
	}
	memset(trace, 0, sizeof(*trace));
	trace->pid = child;
	trace->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
	trace->end = WIFEXITED(status) ? END_EXITED : END_SIGNALED;
	if (killed && trace->end == END_SIGNALED && trace->code == SIGKILL)
		trace->end = END_DEADLINE;
}

static void trace_changes(t_trace *trace, const t_arena *a, const unsigned char *copy)
{
	const unsigned char *bytes = a->base;

	for (size_t i = 0; i < a->capacity; i++)
	{
		if (bytes[i] == copy[i])
			continue;
		trace->first = trace->changed == 0 ? i : trace->first;
		trace->last = i;
		trace->changed++;
	}
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	int gate[2];
	int status;

	if (pipe(gate) == -1)
		return -1;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		be_child(a, work, data, gate);
	int error = errno;
	unsigned char *copy = MAP_FAILED;
	if (child != -1)
	{
		copy = mmap(NULL, a->capacity, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		error = errno;
	}
	if (copy != MAP_FAILED)
	{
		memcpy(copy, a->base, a->capacity);
		while (write(gate[1], "", 1) == -1 && errno == EINTR)
			continue;
	}
	close(gate[0]);
	close(gate[1]);
	if (copy == MAP_FAILED)
	{
		if (child != -1)
			reap(child, &status);
		errno = error;
		return -1;
	}
	trace_ends(trace, child, deadline);
	trace_changes(trace, a, copy);
	munmap(copy, a->capacity);
	return 0;
}
