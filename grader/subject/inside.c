/*
 * What the submission asks of the kernel passes here (see grader/object/localise.c).
 * Where the examiner traces the subject, it sees and refuses calls itself, and nothing is
 * done here but to note who called. Elsewhere, under valgrind or a debugger, this room
 * carries out the examiner's orders, tells it of each call, and tells memcheck, which by
 * itself sees no block in a mapping.
 */

#define _GNU_SOURCE
#include "calls.h"
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND 0
#define VALGRIND_MALLOCLIKE_BLOCK(start, size, red_zone, zeroed)                         \
	((void)(start), (void)(size))
#define VALGRIND_FREELIKE_BLOCK(start, red_zone) ((void)(start))
#define VALGRIND_MAKE_MEM_UNDEFINED(start, size) ((void)(start), (void)(size))
#endif

/* Where watched mappings go: a fresh address each, so that memcheck tells an old mapping
 * from a new one in its place. */
#define WATCHED_BASE 0xa7b3c4d5000u
#define WATCHED_GAP 65536
/* No process of a 64-bit machine has more address space, with pages of four levels. */
#define MOST ((size_t)1 << 47)
#define BLOCKS 1024
#define COUNTER sizeof(uint64_t)
/* The bit of a wait status that says so, as WCOREDUMP reads it. */
#define CORE 0x80
#define SECOND 1000000000L
#define TICK (SECOND / 100)
/* The kernel's own clocks have small numbers: clock_gettime(2). */
#define CLOCKS 16

/* A mapping that memcheck knows as a block. Its address stands here complemented:
 * memcheck takes each word that it finds for a pointer. */
typedef struct s_block
{
	uintptr_t hidden;
	size_t size; /* of all its pages */
	size_t left; /* of those that are mapped still; 0: a free place */
} t_block;

static t_block g_blocks[BLOCKS];

static size_t whole_pages(size_t size)
{
	size_t page = (size_t)getpagesize();

	return (size + page - 1) / page * page;
}

/* Whether the call is to fail now, with errno set. */
static int is_refused(t_call call)
{
	t_order *order = &g_shared->orders[call];

	if (g_shared->traced)
		return 0;
	uint32_t calls = atomic_fetch_add(&order->calls, 1) + 1;
	if (call == CALL_FORK && calls > ROW_FORKS)
	{
		errno = EAGAIN;
		return 1;
	}
	if (calls <= order->fail_from || calls > order->fail_to)
		return 0;
	errno = order->fail_with;
	return 1;
}

/* Tells the examiner how the call went. */
static void tell(
	t_call call, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t value)
{
	int error = errno;

	if (!g_shared->traced)
	{
		uint32_t at = atomic_load(&g_shared->events);
		if (at < SHARED_EVENTS)
			g_shared->event[at] = (t_event){call,
				(int64_t)value == -1 ? error : 0, {a, b, c, d}, value,
				(uint32_t)(subject_window() - g_shared->window)};
		atomic_store(&g_shared->events, at + 1);
	}
	errno = error;
}

static void *watched_address(size_t length)
{
	static uintptr_t next = WATCHED_BASE;

	if (!RUNNING_ON_VALGRIND || length > (size_t)1 << 40)
		return NULL;
	uintptr_t address = next;
	next += whole_pages(length) + WATCHED_GAP;
	return (void *)address;
}

static void add_block(char *start, size_t length)
{
	if (!RUNNING_ON_VALGRIND)
		return;
	for (size_t i = 0; i < BLOCKS; i++)
	{
		if (g_blocks[i].left != 0)
			continue;
		size_t size = whole_pages(length);
		g_blocks[i] = (t_block){~(uintptr_t)start, size, size};
		/* Who asks for a byte means a page, and keeps a counter there. */
		if (length < COUNTER)
			length = COUNTER;
		VALGRIND_MALLOCLIKE_BLOCK(start, length, 0, 1);
		/* The rest of the last page can be used like any memory (mmap(2)), but
		 * who decides by what lies there, unwritten, has gone too far. */
		VALGRIND_MAKE_MEM_UNDEFINED(start + length, size - length);
		return;
	}
}

/* How many bytes of the block lie in [from, to). */
static size_t overlap(const t_block *block, uintptr_t from, uintptr_t to)
{
	uintptr_t start = ~block->hidden;
	uintptr_t end = start + block->size;

	from = from > start ? from : start;
	to = to < end ? to : end;
	return from < to ? to - from : 0;
}

/* The pages of [from, from + size) are gone: a block of which none is left is freed. */
static void drop_blocks(uintptr_t from, size_t size)
{
	for (size_t i = 0; RUNNING_ON_VALGRIND && i < BLOCKS; i++)
	{
		t_block *block = &g_blocks[i];
		size_t gone = overlap(block, from, from + size);
		if (block->left == 0 || gone == 0)
			continue;
		block->left -= gone < block->left ? gone : block->left;
		if (block->left == 0)
			VALGRIND_FREELIKE_BLOCK((char *)~block->hidden, 0);
	}
}

/* The part of a block that is left. */
static void add_rest(uintptr_t from, uintptr_t to)
{
	if (from < to)
		add_block((char *)from, to - from);
}

/* Another mapping takes the place of these pages. memcheck dies of blocks that overlap,
 * so what is left of one becomes blocks of its own. */
static void replace_blocks(uintptr_t from, size_t size)
{
	uintptr_t to = from + size;

	for (size_t i = 0; RUNNING_ON_VALGRIND && i < BLOCKS; i++)
	{
		t_block block = g_blocks[i];
		uintptr_t start = ~block.hidden;
		if (block.left == 0 || overlap(&block, from, to) == 0)
			continue;
		g_blocks[i].left = 0;
		VALGRIND_FREELIKE_BLOCK((char *)start, 0);
		if (block.left != block.size)
			continue;
		add_rest(start, from);
		add_rest(to, start + block.size);
	}
}

/* What the kernel says of sizes that valgrind refuses with another errno. */
static int is_impossible(size_t length)
{
	if (g_shared->traced || length <= MOST)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *ledger_mmap(void *address, size_t length, int protection, int flags, int descriptor,
	off_t offset)
{
	void *start = MAP_FAILED;

	g_shared->caller = (uintptr_t)__builtin_return_address(0);
	/* The kernel looks at no descriptor then (mmap(2)), but valgrind 3.19 dies of
	 * some. */
	if ((flags & MAP_ANONYMOUS) && RUNNING_ON_VALGRIND)
		descriptor = -1;
	if (!g_shared->traced)
		flags &= ~(int)g_shared->ignored;
	if (address == NULL)
		address = watched_address(length);
	if (!is_refused(CALL_MMAP) && !is_impossible(length))
		start = mmap(address, length, protection, flags, descriptor, offset);
	if (start != MAP_FAILED && (flags & MAP_FIXED))
		replace_blocks((uintptr_t)start, whole_pages(length));
	/* What replaces a block so that nobody may touch it is the end of that block. */
	if (start != MAP_FAILED && !((flags & MAP_FIXED) && protection == PROT_NONE))
		add_block(start, length);
	tell(CALL_MMAP, (uintptr_t)start, length, (uint64_t)protection, (uint64_t)flags,
		(uintptr_t)start);
	return start;
}

/* The same function on 64-bit machines, where off_t has 64 bits; a symbol has one name to
 * be redirected to. */
void *ledger_mmap64(void *, size_t, int, int, int, off_t)
	__attribute__((alias("ledger_mmap")));

int ledger_munmap(void *address, size_t length)
{
	int status = is_refused(CALL_MUNMAP) ? -1 : munmap(address, length);

	if (status == 0)
		drop_blocks((uintptr_t)address, whole_pages(length));
	tell(CALL_MUNMAP, (uintptr_t)address, length, 0, 0, (uint64_t)status);
	return status;
}

void *ledger_mremap(void *address, size_t old_size, size_t new_size, int flags, ...)
{
	void *start = MAP_FAILED;
	va_list arguments;

	va_start(arguments, flags);
	void *wanted = flags & MREMAP_FIXED ? va_arg(arguments, void *) : NULL;
	va_end(arguments);
	if (!is_refused(CALL_MREMAP) && !is_impossible(new_size))
		start = mremap(address, old_size, new_size, flags, wanted);
	if (start != MAP_FAILED)
	{
		drop_blocks((uintptr_t)address, whole_pages(old_size));
		if (wanted != NULL)
			replace_blocks((uintptr_t)start, whole_pages(new_size));
		add_block(start, new_size);
	}
	tell(CALL_MREMAP, (uintptr_t)address, old_size, new_size, (uint64_t)flags,
		(uintptr_t)start);
	return start;
}

int ledger_mprotect(void *address, size_t length, int protection)
{
	int status =
		is_refused(CALL_MPROTECT) ? -1 : mprotect(address, length, protection);

	tell(CALL_MPROTECT, (uintptr_t)address, length, (uint64_t)protection, 0,
		(uint64_t)status);
	return status;
}

int ledger_madvise(void *address, size_t length, int advice)
{
	int status = is_refused(CALL_MADVISE) ? -1 : madvise(address, length, advice);

	tell(CALL_MADVISE, (uintptr_t)address, length, (uint64_t)advice, 0,
		(uint64_t)status);
	return status;
}

/*
 * Files in memory. Where the examiner traces the subject, it counts what is in them.
 * Under valgrind nobody does, so the kernel refuses to make any there: the subject has a
 * number of them from the beginning, none of which can grow large.
 */
static int g_files[WATCHED_FILES];

void subject_make_files(void)
{
	if (!RUNNING_ON_VALGRIND || &lesson_makes_files == NULL)
		return;
	for (size_t i = 0; i < WATCHED_FILES; i++)
		g_files[i] = memfd_create("file", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static int take_file(unsigned flags)
{
	uint32_t taken = atomic_fetch_add(&g_shared->files, 1);

	if (taken >= WATCHED_FILES)
	{
		errno = EMFILE;
		return -1;
	}
	if ((flags & MFD_CLOEXEC) == 0)
		fcntl(g_files[taken], F_SETFD, 0);
	if ((flags & MFD_ALLOW_SEALING) == 0)
		fcntl(g_files[taken], F_ADD_SEALS, F_SEAL_SEAL);
	return g_files[taken];
}

int ledger_memfd_create(const char *name, unsigned flags)
{
	int file = -1;

	if (!is_refused(CALL_MEMFD))
		file = RUNNING_ON_VALGRIND ? take_file(flags) : memfd_create(name, flags);
	tell(CALL_MEMFD, 0, flags, 0, 0, (uint64_t)file);
	return file;
}

int ledger_ftruncate(int file, off_t length)
{
	int status = is_refused(CALL_FTRUNCATE) ? -1 : ftruncate(file, length);

	tell(CALL_FTRUNCATE, (uint64_t)file, (uint64_t)length, 0, 0, (uint64_t)status);
	return status;
}

int ledger_ftruncate64(int, off_t) __attribute__((alias("ledger_ftruncate")));

int ledger_fcntl(int file, int command, ...)
{
	va_list arguments;

	va_start(arguments, command);
	long argument = va_arg(arguments, long);
	va_end(arguments);
	if (command != F_ADD_SEALS)
		return fcntl(file, command, argument);
	int status = is_refused(CALL_SEAL) ? -1 : fcntl(file, command, argument);
	tell(CALL_SEAL, (uint64_t)file, (uint64_t)argument, 0, 0, (uint64_t)status);
	return status;
}

int ledger_fcntl64(int, int, ...) __attribute__((alias("ledger_fcntl")));

int ledger_close(int file)
{
	int status = is_refused(CALL_CLOSE) ? -1 : close(file);

	tell(CALL_CLOSE, (uint64_t)file, 0, 0, 0, (uint64_t)status);
	return status;
}

pid_t ledger_fork(void)
{
	pid_t child = is_refused(CALL_FORK) ? -1 : fork();

	if (child != 0)
		tell(CALL_FORK, 0, 0, 0, 0, (uint64_t)child);
	return child;
}

/* Whether there is such a child, which stays as it is: waitid(2). */
static int is_child(pid_t pid)
{
	siginfo_t info;

	return pid > 0 &&
	       waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

int ledger_kill(pid_t pid, int number)
{
	int is_refused = !g_shared->traced && !is_child(pid);
	int status = -1;

	if (is_refused)
		errno = EPERM;
	else
		status = kill(pid, number);
	tell(CALL_KILL, (uint64_t)pid, (uint64_t)number, is_refused && pid != getpid(), 0,
		(uint64_t)status);
	return status;
}

/* Whether the signal makes a core file, signal(7), where a machine writes them. */
static int dumps_core(int number)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (signals[i] == number)
			return g_shared->cores != 0;
	return 0;
}

/* Machines differ in whether they write core files: so the end of a child can say that
 * one was written. */
static pid_t ended(pid_t child, int *status)
{
	if (child > 0 && status != NULL && WIFSIGNALED(*status) &&
		dumps_core(WTERMSIG(*status)))
		*status |= CORE;
	return child;
}

pid_t ledger_wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
	return ended(wait4(pid, status, options, usage), status);
}

pid_t ledger_waitpid(pid_t pid, int *status, int options)
{
	return ended(waitpid(pid, status, options), status);
}

pid_t ledger_wait(int *status)
{
	return ended(wait(status), status);
}

int ledger_waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
	int status = waitid(type, id, info, options);

	if (status == 0 && info != NULL && info->si_code == CLD_KILLED &&
		dumps_core(info->si_status))
		info->si_code = CLD_DUMPED;
	return status;
}

/*
 * What goes wrong at the turn of a second would show only when a row happens to run over
 * one: so the clocks can be put forward to just before it. And CPU time can stand still,
 * as it would, or nearly, on a machine that is fast enough: who waits by it waits for
 * ever then. Coarse clocks have the ticks of a kernel that ticks 100 times a second. Most
 * C libraries read clocks without a system call, vdso(7): there is none to trace.
 */
int ledger_clock_gettime(clockid_t clock, struct timespec *now)
{
	static int64_t set_to = -1;
	static char is_set[CLOCKS];
	static long ahead[CLOCKS]; /* nanoseconds */

	if (clock_gettime(clock, now) == -1)
		return -1;
	if (clock != CLOCK_PROCESS_CPUTIME_ID && clock != CLOCK_THREAD_CPUTIME_ID)
		now->tv_sec += (time_t)g_shared->later;
	if (clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE)
		now->tv_nsec -= now->tv_nsec % TICK;
	if (set_to != g_shared->clocks)
		memset(is_set, 0, sizeof(is_set));
	if (g_shared->clocks == -1)
		memset(ahead, 0, sizeof(ahead));
	set_to = g_shared->clocks;
	if (set_to == -1 || clock < 0 || clock >= CLOCKS)
		return 0;
	if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID)
	{
		*now = (struct timespec){0, set_to};
		return 0;
	}
	/* From where it stands: it never goes back. */
	if (!is_set[clock])
		ahead[clock] +=
			(set_to - (now->tv_nsec + ahead[clock]) % SECOND + SECOND) %
			SECOND;
	is_set[clock] = 1;
	now->tv_sec += (now->tv_nsec + ahead[clock]) / SECOND;
	now->tv_nsec = (now->tv_nsec + ahead[clock]) % SECOND;
	return 0;
}

/* A moment on a clock that was put forward, for the kernel, whose clocks were not. */
static struct timespec earlier(const struct timespec *moment)
{
	return (struct timespec){
		moment->tv_sec - (time_t)g_shared->later, moment->tv_nsec};
}

int ledger_clock_nanosleep(
	clockid_t clock, int flags, const struct timespec *until, struct timespec *left)
{
	struct timespec moment = earlier(until);

	return clock_nanosleep(
		clock, flags, (flags & TIMER_ABSTIME) != 0 ? &moment : until, left);
}

int ledger_timer_settime(
	timer_t timer, int flags, const struct itimerspec *new, struct itimerspec *old)
{
	struct itimerspec moment = {new->it_interval, earlier(&new->it_value)};
	int is_moment = (flags & TIMER_ABSTIME) != 0 &&
			(new->it_value.tv_sec != 0 || new->it_value.tv_nsec != 0);

	return timer_settime(timer, flags, is_moment ? &moment : new, old);
}
