/* Different: many small functions, one thing each; tables; fork_trace is a list of steps over one struct. */
#include "fork_arena.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 256 };

static void *null(int error) { errno = error; return NULL; }
static int minus(int error) { errno = error; return -1; }

static size_t up(size_t n) { return (n + (ARENA_ALIGN - 1)) & ~((size_t)ARENA_ALIGN - 1); }
static int wraps(size_t n) { return n > SIZE_MAX - HEADER - ARENA_ALIGN; }

static int alive(const t_arena *a) { return a->base != NULL; }
static int together(const t_arena *a) { return a->policy == ARENA_SHARED; }
static void bury(t_arena *a) { *a = (t_arena){0}; }

static int keep(void *m, size_t n) { (void)m; (void)n; return 0; }
static int withhold(void *m, size_t n) { return madvise(m, n, MADV_DONTFORK); }
static int wipe(void *m, size_t n) { return madvise(m, n, MADV_WIPEONFORK); }

typedef int (*t_advise)(void *, size_t);
static const t_advise g_advise[] = {keep, keep, withhold, wipe};

static int known(t_policy p) { return (size_t)p < sizeof g_advise / sizeof *g_advise; }

static void *anon(size_t n, int how) { return mmap(NULL, n, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0); }
static int give_up(void *m, size_t n) { int e = errno; munmap(m, n); return minus(e); }

static int born(t_arena *a, char *m, size_t capacity, t_policy p)
{
	a->mapping = m;
	a->base = m + HEADER;
	a->capacity = capacity;
	a->length = HEADER + capacity;
	a->policy = p;
	return 0;
}

static int bear(t_arena *a, size_t capacity, t_policy p)
{
	void *m = anon(HEADER + capacity, p == ARENA_SHARED ? MAP_SHARED : MAP_PRIVATE);

	if (m == MAP_FAILED)
		return -1;
	return g_advise[p](m, HEADER + capacity) == -1 ? give_up(m, HEADER + capacity) : born(a, m, capacity, p);
}

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	bury(a);
	if (!size || !known(policy))
		return minus(EINVAL);
	return wraps(size) ? minus(ENOMEM) : bear(a, up(size), policy);
}

static atomic_size_t *common(const t_arena *a) { return a->mapping; }
static size_t room(const t_arena *a, size_t used) { return a->capacity - used; }
static void *at(const t_arena *a, size_t offset) { return (char *)a->base + offset; }

static void *take(t_arena *a, size_t size)
{
	size_t used = a->offset;

	if (size > room(a, used))
		return null(ENOMEM);
	a->offset += up(size);
	return at(a, used);
}

static void *contend(t_arena *a, size_t size)
{
	size_t used = *common(a);

	while (size <= room(a, used))
		if (atomic_compare_exchange_weak(common(a), &used, used + up(size)))
			return at(a, used);
	return null(ENOMEM);
}

void *arena_alloc(t_arena *a, size_t size)
{
	if (!alive(a) || !size)
		return null(EINVAL);
	return together(a) ? contend(a, size) : take(a, size);
}

size_t arena_used(const t_arena *a) { return together(a) ? *common(a) : a->offset; }

int arena_free(t_arena *a)
{
	if (alive(a) && munmap(a->mapping, a->length) == -1)
		return -1;
	bury(a);
	return 0;
}

/* ---- the trace ---- */

typedef struct
{
	t_arena *arena;
	unsigned char *copy;
	pid_t pid;
	int status;
	int killed;
} t_run;

static int64_t now(void) { struct timespec t; clock_gettime(CLOCK_BOOTTIME, &t); return t.tv_sec * 1000LL + t.tv_nsec / 1000000; }

static int copied(t_run *r)
{
	r->copy = anon(r->arena->capacity, MAP_PRIVATE);
	return r->copy != MAP_FAILED && memcpy(r->copy, r->arena->base, r->arena->capacity) != NULL;
}

static void forget(t_run *r) { munmap(r->copy, r->arena->capacity); }
static void flush(void) { fflush(NULL); }
static _Noreturn void leave(int code) { flush(); _exit(code); }

static void reap(t_run *r) { while (waitpid(r->pid, &r->status, 0) != r->pid) continue; }
static void shoot(t_run *r) { r->killed = 1; kill(r->pid, SIGKILL); }
static int clip(int64_t left) { return left < 0 ? 0 : left > 1000000 ? 1000000 : (int)left; }

static void guard(t_run *r, int fd, int64_t end)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (poll(&p, 1, clip(end - now())) != 1)
		if (now() >= end)
		{
			shoot(r);
			break;
		}
}

/* A child may be had with a pidfd only if there is a descriptor left: without one it is polled. */
static void guard_by_polling(t_run *r, int64_t end)
{
	siginfo_t i = {0};

	while (waitid(P_PID, (id_t)r->pid, &i, WEXITED | WNOHANG | WNOWAIT) == 0 && i.si_pid == 0)
	{
		if (now() >= end)
		{
			shoot(r);
			break;
		}
		usleep(1000);
	}
}

static void limit(t_run *r, unsigned deadline)
{
	int64_t end = now() + deadline;
	int fd = pidfd_open(r->pid, 0);

	if (fd == -1)
	{
		guard_by_polling(r, end);
		return;
	}
	guard(r, fd, end);
	close(fd);
}

static int shot(const t_run *r) { return r->killed && WTERMSIG(r->status) == SIGKILL; }
static t_end unnatural(const t_run *r) { return shot(r) ? END_DEADLINE : END_SIGNALED; }
static t_end end(const t_run *r) { return WIFEXITED(r->status) ? END_EXITED : unnatural(r); }
static int code(const t_run *r) { return WIFEXITED(r->status) ? WEXITSTATUS(r->status) : WTERMSIG(r->status); }
static int differs(const t_run *r, size_t i) { return r->copy[i] != ((unsigned char *)r->arena->base)[i]; }

static void mark(t_trace *t, size_t i)
{
	if (t->changed++ == 0)
		t->first = i;
	t->last = i;
}

static t_trace told(const t_run *r)
{
	t_trace t = {.pid = r->pid, .end = end(r), .code = code(r)};

	for (size_t i = 0; i < r->arena->capacity; i++)
		if (differs(r, i))
			mark(&t, i);
	return t;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	t_run run = {.arena = a};

	if (!copied(&run))
		return -1;
	flush();
	run.pid = fork();
	if (run.pid == -1)
		return give_up(run.copy, a->capacity);
	if (run.pid == 0)
		leave(work(a, data));
	if (deadline)
		limit(&run, deadline);
	reap(&run);
	*trace = told(&run);
	forget(&run);
	return 0;
}
