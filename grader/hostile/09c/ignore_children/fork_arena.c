/* Earns 71: what does not need fork_trace is right; it ignores SIGCHLD, so that nobody learns how a child ended. */
/* Told: fork_trace */
#include "fork_arena.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	size_t head = policy == ARENA_SHARED ? 64 : 0;
	int bad = size == 0 || (unsigned)policy > ARENA_WIPED;

	*a = (t_arena){0};
	if (bad || size > SIZE_MAX - 128)
	{
		errno = bad ? EINVAL : ENOMEM;
		return -1;
	}
	size = (size + 15) / 16 * 16;
	char *base = mmap(NULL, size + head, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | (head ? MAP_SHARED : MAP_PRIVATE), -1, 0);
	if (base == MAP_FAILED)
		return -1;
	if ((policy == ARENA_WITHHELD && madvise(base, size, MADV_DONTFORK) == -1) ||
		(policy == ARENA_WIPED && madvise(base, size, MADV_WIPEONFORK) == -1))
	{
		munmap(base, size);
		return -1;
	}
	*a = (t_arena){.base = base + head, .capacity = size, .policy = policy, .mapping = base, .length = size + head};
	return 0;
}

static size_t *offset_of(const t_arena *a)
{
	return a->policy == ARENA_SHARED ? a->mapping : (size_t *)&a->offset;
}

void *arena_alloc(t_arena *a, size_t size)
{
	errno = EINVAL;
	if (a->base == NULL || size == 0)
		return NULL;
	size_t step = size > a->capacity ? SIZE_MAX : (size + 15) / 16 * 16;
	size_t at = __atomic_load_n(offset_of(a), __ATOMIC_SEQ_CST);
	do
	{
		errno = ENOMEM;
		if (step > a->capacity - at)
			return NULL;
	} while (!__atomic_compare_exchange_n(offset_of(a), &at, at + step, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return (char *)a->base + at;
}

size_t arena_used(const t_arena *a)
{
	return a->base == NULL ? 0 : __atomic_load_n(offset_of(a), __ATOMIC_SEQ_CST);
}

int arena_free(t_arena *a)
{
	if (a->base != NULL && munmap(a->mapping, a->length) == -1)
		return -1;
	*a = (t_arena){0};
	return 0;
}

int fork_trace(t_arena *a, t_work work, void *data, unsigned deadline, t_trace *trace)
{
	(void)a;
	(void)work;
	(void)data;
	(void)deadline;
	(void)trace;
	signal(SIGCHLD, SIG_IGN);
	if (fork() == 0)
		_exit(work(a, data));
	*trace = (t_trace){.pid = 1, .end = END_EXITED};
	return 0;
}
