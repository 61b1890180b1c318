/* Different: no function but the five, and old habits: declarations in front, one return, numbers in place of names. */
#include "fork_arena.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int
arena_init(a, size, policy)
	t_arena *a;
	size_t size;
	t_policy policy;
{
	unsigned long n, h;
	char *p;
	int r, e;

	r = -1;
	e = 0;
	n = h = 0;
	p = (char *)-1;
	if (size == 0 || policy > 3)
		e = EINVAL;
	else if (size > ~0UL - 4095)
		e = ENOMEM;
	else {
		h = policy == 1 ? 32 : 0;
		n = (size + 15) / 16 * 16;
		p = mmap(0, n + h, 3, (policy == 1 ? MAP_SHARED : MAP_PRIVATE) | MAP_ANON, -1, 0);
		if (p == (char *)-1)
			e = errno;
		else if ((policy == 2 && madvise(p, n + h, MADV_DONTFORK)) ||
		    (policy == 3 && madvise(p, n + h, MADV_WIPEONFORK))) {
			e = errno;
			munmap(p, n + h);
		} else
			r = 0;
	}
	memset(a, 0, sizeof(*a));
	if (r == 0) {
		a->base = p + h;
		a->capacity = n;
		a->policy = policy;
		a->mapping = p;
		a->length = n + h;
	} else
		errno = e;
	return r;
}

void *
arena_alloc(t_arena *a, size_t size)
{
	unsigned long *used, u, n;
	void *r;

	r = 0;
	if (a->base == 0 || size == 0)
		errno = EINVAL;
	else {
		used = a->policy == 1 ? a->mapping : &a->offset;
		do {
			u = *(volatile unsigned long *)used;
			n = u + ((size + 15) & ~15UL);
			r = size <= a->capacity - u ? (char *)a->base + u : 0;
		} while (r != 0 && __sync_val_compare_and_swap(used, u, n) != u);
		if (r == 0)
			errno = ENOMEM;
	}
	return r;
}

size_t
arena_used(const t_arena *a)
{
	return a->policy == 1 ? *(volatile unsigned long *)a->mapping : a->offset;
}

int
arena_free(t_arena *a)
{
	int r;

	r = a->length ? munmap(a->mapping, a->length) : 0;
	if (r == 0)
		memset(a, 0, sizeof(*a));
	return r;
}

int
fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *t)
{
	struct timespec t0, t1;
	unsigned long i;
	int r, e, s, k;
	char *p, *q;
	pid_t c;

	r = -1;
	q = a->base;
	p = mmap(0, a->capacity, 3, MAP_PRIVATE | MAP_ANON, -1, 0);
	if (p != (char *)-1) {
		memcpy(p, q, a->capacity);
		fflush(0);
		c = fork();
		e = errno;
		if (c == 0) {
			r = work(a, data);
			fflush(0);
			_exit(r);
		}
		if (c > 0) {
			clock_gettime(CLOCK_MONOTONIC, &t0);
			k = 0;
			for (;;) {
				r = waitpid(c, &s, deadline && !k);
				if (r == c)
					break;
				if (r == 0) {
					clock_gettime(CLOCK_MONOTONIC, &t1);
					if ((t1.tv_sec - t0.tv_sec) * 1000 + (t1.tv_nsec - t0.tv_nsec) / 1000000 >=
					    deadline) {
						k = 1;
						kill(c, 9);
					} else
						usleep(250);
				}
			}
			memset(t, 0, sizeof(*t));
			t->pid = c;
			t->end = WIFEXITED(s) ? 1 : k && WTERMSIG(s) == 9 ? 3 : 2;
			t->code = WIFEXITED(s) ? WEXITSTATUS(s) : WTERMSIG(s);
			for (i = 0; i < a->capacity; i++)
				if (p[i] != q[i]) {
					if (!t->changed++)
						t->first = i;
					t->last = i;
				}
			r = 0;
		}
		munmap(p, a->capacity);
		errno = e;
	}
	return r;
}
