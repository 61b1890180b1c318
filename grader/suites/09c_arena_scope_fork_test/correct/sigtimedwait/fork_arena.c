/* Different: SIGCHLD is blocked and waited for with the time that is left; the mask is restored, in the child too. */
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

#define MS 1000000LL

typedef struct
{
	_Atomic(size_t) used;
	size_t unused[7];
} head;

static head *head_of(const t_arena *a)
{
	return a->policy == ARENA_SHARED ? a->mapping : NULL;
}

static int set_errno(int e, int result)
{
	errno = e;
	return result;
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	int kind = MAP_PRIVATE;
	int advice = MADV_NORMAL;
	size_t front = 0;

	*a = (t_arena){0};
	if (policy == ARENA_SHARED)
	{
		kind = MAP_SHARED;
		front = sizeof(head);
	}
	else if (policy == ARENA_WITHHELD)
		advice = MADV_DONTFORK;
	else if (policy == ARENA_WIPED)
		advice = MADV_WIPEONFORK;
	else if (policy != ARENA_COPIED)
		return set_errno(EINVAL, -1);
	if (size == 0)
		return set_errno(EINVAL, -1);
	if (size > PTRDIFF_MAX)
		return set_errno(ENOMEM, -1);
	size += -size % ARENA_ALIGN;
	char *m = mmap(0, front + size, PROT_WRITE | PROT_READ, MAP_ANONYMOUS | kind, -1, 0);
	if (m == MAP_FAILED)
		return -1;
	if (advice != MADV_NORMAL && madvise(m, front + size, advice) < 0)
	{
		int e = errno;
		munmap(m, front + size);
		return set_errno(e, -1);
	}
	*a = (t_arena){.base = m + front, .capacity = size, .policy = policy, .mapping = m, .length = front + size};
	return 0;
}

void *arena_alloc(t_arena *a, size_t size)
{
	head *h = head_of(a);
	size_t at;

	if (size == 0 || a->base == NULL)
		return errno = EINVAL, NULL;
	if (size > a->capacity)
		return errno = ENOMEM, NULL;
	size += -size % ARENA_ALIGN;
	at = arena_used(a);
	do
		if (at > a->capacity - size)
			return errno = ENOMEM, NULL;
	while (h != NULL && !atomic_compare_exchange_weak(&h->used, &at, at + size));
	if (h == NULL)
		a->offset = at + size;
	return (char *)a->base + at;
}

size_t arena_used(const t_arena *a)
{
	return head_of(a) == NULL ? a->offset : atomic_load(&head_of(a)->used);
}

int arena_free(t_arena *a)
{
	int result = a->base == NULL ? 0 : munmap(a->mapping, a->length);

	if (result == 0)
		*a = (t_arena){0};
	return result;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 * MS + t.tv_nsec;
}

/* SIGCHLD is blocked. It may be that of another child, or have been taken already: so look first, each time. */
static int wait_blocked(pid_t pid, unsigned deadline, int *status)
{
	const long long end = now() + deadline * MS;
	sigset_t chld;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	for (;;)
	{
		if (waitpid(pid, status, WNOHANG) == pid)
			return 0;
		long long left = end - now();
		if (left <= 0)
			break;
		struct timespec t = {.tv_sec = left / (1000 * MS), .tv_nsec = left % (1000 * MS)};
		sigtimedwait(&chld, NULL, &t);
	}
	kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) != pid)
		;
	return WIFSIGNALED(*status) && WTERMSIG(*status) == SIGKILL;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	char *copy = mmap(0, a->capacity, PROT_WRITE | PROT_READ, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
	sigset_t block, mask;
	int status, e, late = 0;

	if (copy == MAP_FAILED)
		return -1;
	memcpy(copy, a->base, a->capacity);
	sigemptyset(&block);
	sigaddset(&block, SIGCHLD);
	fflush(NULL);
	sigprocmask(SIG_BLOCK, &block, &mask);
	pid_t pid = fork();
	e = errno;
	if (pid == 0)
	{
		sigprocmask(SIG_SETMASK, &mask, NULL);
		status = work(a, data);
		fflush(NULL);
		_exit(status);
	}
	if (pid > 0 && deadline > 0)
		late = wait_blocked(pid, deadline, &status);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	if (pid > 0 && deadline == 0)
		while (waitpid(pid, &status, 0) != pid)
			;
	if (pid > 0)
	{
		const char *bytes = a->base;
		t_trace t = {.pid = pid, .end = WIFEXITED(status) ? END_EXITED : late ? END_DEADLINE : END_SIGNALED};
		t.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
		for (size_t i = 0; i < a->capacity; i++)
			t.changed += bytes[i] != copy[i];
		if (t.changed != 0)
		{
			while (bytes[t.first] == copy[t.first])
				t.first++;
			for (t.last = a->capacity - 1; bytes[t.last] == copy[t.last];)
				t.last--;
		}
		*trace = t;
	}
	munmap(copy, a->capacity);
	return pid > 0 ? 0 : set_errno(e, -1);
}
