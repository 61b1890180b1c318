/* Different: a shared arena has a lock made of an atomic flag; the time is kept in a struct timespec. */
#include "fork_arena.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct s_front
{
	atomic_flag locked;
	size_t used;
} t_front;

#define FRONT ((sizeof(t_front) + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN)

static void lock(t_front *front)
{
	while (atomic_flag_test_and_set_explicit(&front->locked, memory_order_acquire))
		sched_yield();
}

static void unlock(t_front *front)
{
	atomic_flag_clear_explicit(&front->locked, memory_order_release);
}

static bool map_arena(t_arena *a)
{
	int flags = MAP_ANONYMOUS | (a->policy == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE);

	a->mapping = mmap(NULL, a->length, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (a->mapping != MAP_FAILED)
		return true;
	a->mapping = NULL;
	return false;
}

static bool tell_kernel(const t_arena *a)
{
	if (a->policy == ARENA_WITHHELD)
		return madvise(a->mapping, a->length, MADV_DONTFORK) == 0;
	return a->policy != ARENA_WIPED || madvise(a->mapping, a->length, MADV_WIPEONFORK) == 0;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	const t_arena dead = {0};
	int error;

	*a = dead;
	if (size == 0 || (int)policy < 0 || (int)policy > ARENA_WIPED)
	{
		errno = EINVAL;
		return -1;
	}
	if (size > SIZE_MAX - FRONT - ARENA_ALIGN)
	{
		errno = ENOMEM;
		return -1;
	}
	a->policy = policy;
	a->capacity = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	a->length = FRONT + a->capacity;
	if (map_arena(a) && tell_kernel(a))
	{
		a->base = (char *)a->mapping + FRONT;
		return 0;
	}
	error = errno;
	if (a->mapping != NULL)
		munmap(a->mapping, a->length);
	*a = dead;
	errno = error;
	return -1;
}

/* Moves *used. Returns the block's place, or SIZE_MAX. */
static size_t move_on(size_t *used, size_t capacity, size_t size)
{
	size_t at = *used;

	if (size > capacity - at)
		return SIZE_MAX;
	*used = at + (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
	return at;
}

void *arena_alloc(t_arena *a, size_t size)
{
	size_t at;

	if (a->base == NULL || size == 0)
	{
		errno = EINVAL;
		return NULL;
	}
	if (a->policy == ARENA_SHARED)
	{
		t_front *front = a->mapping;
		lock(front);
		at = move_on(&front->used, a->capacity, size);
		unlock(front);
	}
	else
		at = move_on(&a->offset, a->capacity, size);
	if (at == SIZE_MAX)
	{
		errno = ENOMEM;
		return NULL;
	}
	return (char *)a->base + at;
}

size_t arena_used(const t_arena *a)
{
	size_t used = a->offset;

	if (a->base != NULL && a->policy == ARENA_SHARED)
	{
		t_front *front = a->mapping;
		lock(front);
		used = front->used;
		unlock(front);
	}
	return used;
}

int arena_free(t_arena *a)
{
	if (a->base == NULL)
		return 0;
	if (munmap(a->mapping, a->length) == -1)
		return -1;
	*a = (t_arena){0};
	return 0;
}

static struct timespec in_ms(unsigned ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000L;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static bool before(struct timespec one, struct timespec two)
{
	return one.tv_sec == two.tv_sec ? one.tv_nsec < two.tv_nsec : one.tv_sec < two.tv_sec;
}

static bool reap(pid_t child, int *status, int options)
{
	pid_t answer;

	do
		answer = wait4(child, status, options, NULL);
	while (answer == -1 && errno == EINTR);
	return answer == child;
}

static bool reap_until(pid_t child, int *status, struct timespec end)
{
	while (!reap(child, status, WNOHANG))
	{
		if (!before(in_ms(0), end))
			return false;
		nanosleep(&(struct timespec){.tv_nsec = 400000}, NULL);
	}
	return true;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	const size_t size = a->capacity;
	const char *now = a->base;
	char *then = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
	bool killed = false;
	int status;

	if (then == MAP_FAILED)
		return -1;
	memcpy(then, now, size);
	fflush(NULL);
	pid_t child = fork();
	if (child == -1)
	{
		status = errno;
		munmap(then, size);
		errno = status;
		return -1;
	}
	if (child == 0)
	{
		status = work(a, data);
		fflush(NULL);
		_exit(status);
	}
	if (deadline == 0)
		reap(child, &status, 0);
	else if (!reap_until(child, &status, in_ms(deadline)))
	{
		killed = true;
		kill(child, SIGKILL);
		reap(child, &status, 0);
	}
	*trace = (t_trace){.pid = child, .end = END_EXITED, .code = WEXITSTATUS(status)};
	if (WIFSIGNALED(status))
	{
		trace->code = WTERMSIG(status);
		trace->end = killed && trace->code == SIGKILL ? END_DEADLINE : END_SIGNALED;
	}
	for (size_t i = 0; i < size; i++)
	{
		if (then[i] != now[i])
		{
			trace->first = trace->changed == 0 ? i : trace->first;
			trace->last = i;
			trace->changed++;
		}
	}
	munmap(then, size);
	return 0;
}
