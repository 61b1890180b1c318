/* Different: __atomic builtins, all policies through one pointer to the count, pidfd_open and poll. */
#define _GNU_SOURCE
#include "fork_arena.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct s_kind {
	int flags;
	int advice; /* 0: none */
	size_t front;
} t_kind;

static const t_kind kinds[] = {
	[ARENA_COPIED] = {MAP_PRIVATE, 0, 0},
	[ARENA_SHARED] = {MAP_SHARED, 0, 4 * ARENA_ALIGN},
	[ARENA_WITHHELD] = {MAP_PRIVATE, MADV_DONTFORK, 0},
	[ARENA_WIPED] = {MAP_PRIVATE, MADV_WIPEONFORK, 0},
};

int arena_init(t_arena *a, size_t size, t_policy policy) {
	memset(a, 0, sizeof *a);
	if (!size || (unsigned)policy >= sizeof kinds / sizeof *kinds) {
		errno = EINVAL;
		return -1;
	}
	const t_kind *kind = &kinds[policy];
	size_t capacity, length;
	if (__builtin_add_overflow(size, (size_t)ARENA_ALIGN - 1, &capacity) ||
	    __builtin_add_overflow(capacity &= -(size_t)ARENA_ALIGN, kind->front, &length)) {
		errno = ENOMEM;
		return -1;
	}
	void *m = mmap(NULL, length, PROT_READ | PROT_WRITE, kind->flags | MAP_ANONYMOUS, -1, 0);
	if (m == MAP_FAILED)
		return -1;
	if (kind->advice != 0 && madvise(m, length, kind->advice) != 0) {
		int e = errno;
		munmap(m, length);
		errno = e;
		return -1;
	}
	a->mapping = m;
	a->length = length;
	a->base = (char *)m + kind->front;
	a->capacity = capacity;
	a->policy = policy;
	return 0;
}

static size_t *counter(const t_arena *a) {
	return a->policy == ARENA_SHARED ? (size_t *)a->mapping : &((t_arena *)a)->offset;
}

void *arena_alloc(t_arena *a, size_t size) {
	if (!a->base || !size) {
		errno = EINVAL;
		return NULL;
	}
	size_t *used = counter(a);
	size_t seen = __atomic_load_n(used, __ATOMIC_RELAXED), then;
	do {
		if (size > a->capacity - seen) {
			errno = ENOMEM;
			return NULL;
		}
		then = seen + ((size + ARENA_ALIGN - 1) & -(size_t)ARENA_ALIGN);
	} while (!__atomic_compare_exchange_n(used, &seen, then, true, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
	return (char *)a->base + seen;
}

size_t arena_used(const t_arena *a) {
	return a->base ? __atomic_load_n(counter(a), __ATOMIC_ACQUIRE) : 0;
}

int arena_free(t_arena *a) {
	if (!a->base)
		return 0;
	if (munmap(a->mapping, a->length))
		return -1;
	memset(a, 0, sizeof *a);
	return 0;
}

static int64_t micros(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* False when the time is over first. */
static bool ends_in_time(int fd, unsigned deadline) {
	int64_t end = micros() + (int64_t)deadline * 1000;
	struct pollfd p = {fd, POLLIN, 0};
	for (;;) {
		int64_t left = end - micros();
		if (left < 0)
			left = 0;
		struct timespec t = {left / 1000000, left % 1000000 * 1000};
		int n = ppoll(&p, 1, &t, NULL);
		if (n == 1)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
	}
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace) {
	uint8_t *copy = mmap(NULL, a->capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (copy == MAP_FAILED)
		return -1;
	memcpy(copy, a->base, a->capacity);
	fflush(NULL);
	pid_t pid = fork();
	if (pid < 0) {
		int e = errno;
		munmap(copy, a->capacity);
		errno = e;
		return -1;
	}
	if (pid == 0) {
		int code = work(a, data);
		fflush(NULL);
		_exit(code & 0xff);
	}

	bool late = false;
	if (deadline) {
		int fd = pidfd_open(pid, 0);
		late = !ends_in_time(fd, deadline);
		close(fd);
		if (late)
			kill(pid, SIGKILL);
	}
	int status;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}

	size_t changed = 0, first = 0, last = 0;
	for (size_t i = 0; i < a->capacity; ++i)
		if (copy[i] != ((uint8_t *)a->base)[i]) {
			first = changed++ ? first : i;
			last = i;
		}
	munmap(copy, a->capacity);
	*trace = (t_trace){.pid = pid, .changed = changed, .first = first, .last = last};
	if (WIFEXITED(status)) {
		trace->end = END_EXITED;
		trace->code = WEXITSTATUS(status);
	} else {
		trace->code = WTERMSIG(status);
		trace->end = late && trace->code == SIGKILL ? END_DEADLINE : END_SIGNALED;
	}
	return 0;
}
