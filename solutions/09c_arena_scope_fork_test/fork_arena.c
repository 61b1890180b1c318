#include "fork_arena.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A shared arena begins with this many bytes of bookkeeping: its offset, which all
 * processes see. */
#define HEAD 64

static const t_arena g_dead = {0};

static int fail(int error)
{
	errno = error;
	return -1;
}

static size_t round_up(size_t size)
{
	return (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
}

static void *map(size_t length, int sharing)
{
	return mmap(NULL, length, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
}

static int is_policy(t_policy policy)
{
	return policy == ARENA_COPIED || policy == ARENA_SHARED ||
	       policy == ARENA_WITHHELD || policy == ARENA_WIPED;
}

/* Tells the kernel what a fork does to the mapping, where that is not what it does
 * anyway. */
static int advise(const t_arena *a)
{
	if (a->policy == ARENA_WITHHELD)
		return madvise(a->mapping, a->length, MADV_DONTFORK);
	if (a->policy == ARENA_WIPED)
		return madvise(a->mapping, a->length, MADV_WIPEONFORK);
	return 0;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	size_t head = policy == ARENA_SHARED ? HEAD : 0;
	t_arena made = {.policy = policy};

	*a = g_dead;
	if (size == 0 || !is_policy(policy))
		return fail(EINVAL);
	made.capacity = round_up(size);
	made.length = made.capacity + head;
	/* Only a sum that wrapped around is less than its parts. */
	if (made.length < size)
		return fail(ENOMEM);
	made.mapping =
		map(made.length, policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE);
	if (made.mapping == MAP_FAILED)
		return -1;
	made.base = (char *)made.mapping + head;
	if (advise(&made) == -1)
	{
		int error = errno;
		munmap(made.mapping, made.length);
		return fail(error);
	}
	*a = made;
	return 0;
}

/* Of a shared arena: in memory that all its processes have. */
static _Atomic size_t *shared_offset(const t_arena *a)
{
	return (_Atomic size_t *)a->mapping;
}

/* Takes `step` bytes if they fit, in one step that no process can come between. */
static int take_shared(t_arena *a, size_t step, size_t *at)
{
	*at = atomic_load(shared_offset(a));
	do
	{
		/* Not atomic_fetch_add: until it were undone, others would be refused for
		 * nothing. */
		if (step > a->capacity - *at)
			return -1;
	} while (!atomic_compare_exchange_weak(shared_offset(a), at, *at + step));
	return 0;
}

static int take_own(t_arena *a, size_t step, size_t *at)
{
	*at = a->offset;
	if (step > a->capacity - *at)
		return -1;
	a->offset += step;
	return 0;
}

static int take(t_arena *a, size_t step, size_t *at)
{
	return a->policy == ARENA_SHARED ? take_shared(a, step, at)
					 : take_own(a, step, at);
}

void *arena_alloc(t_arena *a, size_t size)
{
	size_t at;

	if (a->base == NULL || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	/* What is not larger than the capacity, a multiple of ARENA_ALIGN, can be rounded
	 * up without wrapping. */
	if (size > a->capacity || take(a, round_up(size), &at) == -1)
	{
		errno = ENOMEM;
		return NULL;
	}
	return (char *)a->base + at;
}

size_t arena_used(const t_arena *a)
{
	if (a->base == NULL)
		return 0;
	return a->policy == ARENA_SHARED ? atomic_load(shared_offset(a)) : a->offset;
}

int arena_free(t_arena *a)
{
	if (a->base != NULL && munmap(a->mapping, a->length) == -1)
		return -1;
	*a = g_dead;
	return 0;
}

static void __attribute__((noreturn)) be_child(t_arena *a, t_work work, void *data)
{
	int code = work(a, data);

	/* _exit flushes nothing, and exit would run what the parent registered with
	 * atexit. */
	fflush(NULL);
	_exit(code);
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* waitpid that goes on after a signal. */
static pid_t wait_for(pid_t child, int *status, int options)
{
	pid_t ended;

	do
		ended = waitpid(child, status, options);
	while (ended == -1 && errno == EINTR);
	return ended;
}

/* Waits until the deadline. Returns 0 if the child has ended by then, else -1. */
static int wait_until(pid_t child, int *status, long long until)
{
	const struct timespec moment = {0, 1000000};

	for (;;)
	{
		/* First the clock, so that the last look comes after the deadline: a
		 * child that has ended until then has ended in time. */
		int is_late = now_ns() >= until;
		if (wait_for(child, status, WNOHANG) == child)
			return 0;
		if (is_late)
			return -1;
		nanosleep(&moment, NULL);
	}
}

/* Waits for the child's end, and kills it at the deadline. Returns whether it did. */
static int wait_or_kill(pid_t child, unsigned deadline, int *status)
{
	if (deadline == 0)
	{
		wait_for(child, status, 0);
		return 0;
	}
	if (wait_until(child, status, now_ns() + deadline * 1000000LL) == 0)
		return 0;
	kill(child, SIGKILL);
	wait_for(child, status, 0);
	return 1;
}

static void tell_end(int status, int killed, t_trace *trace)
{
	trace->end = WIFEXITED(status) ? END_EXITED : END_SIGNALED;
	trace->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
	/* It may have ended by itself at the last moment: then it was not we who ended
	 * it. */
	if (killed && trace->end == END_SIGNALED && trace->code == SIGKILL)
		trace->end = END_DEADLINE;
}

static void compare(const t_arena *a, const unsigned char *before, t_trace *trace)
{
	const unsigned char *now = a->base;

	for (size_t i = 0; i < a->capacity; i++)
	{
		if (now[i] == before[i])
			continue;
		if (trace->changed++ == 0)
			trace->first = i;
		trace->last = i;
	}
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	unsigned char *before = map(a->capacity, MAP_PRIVATE);

	if (before == MAP_FAILED)
		return -1;
	memcpy(before, a->base, a->capacity);
	/* What waits in a buffer would be written by both processes. */
	fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		be_child(a, work, data);
	int error = errno;
	if (child != -1)
	{
		int status;
		*trace = (t_trace){.pid = child};
		int killed = wait_or_kill(child, deadline, &status);
		tell_end(status, killed, trace);
		compare(a, before, trace);
	}
	munmap(before, a->capacity);
	return child == -1 ? fail(error) : 0;
}
