/* The steps that are none of a lesson's: what a row does around the calls of one. */

#define _GNU_SOURCE
#include "calls.h"
#include "loop.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND 0
#define VALGRIND_MAKE_MEM_DEFINED(start, size) ((void)(start), (void)(size))
#define VALGRIND_MAKE_MEM_UNDEFINED(start, size) ((void)(start), (void)(size))
#define VALGRIND_MAKE_MEM_NOACCESS(start, size) ((void)(start), (void)(size))
#define VALGRIND_DO_ADDED_LEAK_CHECK ((void)0)
#define VALGRIND_PRINTF(...) ((void)0)
#endif

/* More than the C library sets up before the thread pointer. */
#define BEFORE_THREAD 4096
#define NEVER (1 << 30)

extern char __executable_start[], etext[];

char g_stage[STAGE_SIZE] __attribute__((aligned(4096)));
static char g_stdout[BUFSIZ];

void subject_prepare(void)
{
	char *begin = (char *)__builtin_thread_pointer() - BEFORE_THREAD;
	char *end = sbrk(0);

	/* In a static program this lies in memory from brk, which memcheck takes for
	 * undefined. */
	if (begin < end)
	{
		VALGRIND_MAKE_MEM_DEFINED(begin, end - begin);
	}
#ifdef M_MMAP_THRESHOLD
	/* The C library maps nothing, so that each mapping is the submission's. */
	mallopt(M_MMAP_THRESHOLD, NEVER);
	mallopt(M_TRIM_THRESHOLD, NEVER);
#endif
	subject_make_files();
	/* What a submission printed before it crashed is worth seeing. */
	setvbuf(stdout, g_stdout, _IOLBF, sizeof(g_stdout));
	g_shared->stage = (uintptr_t)g_stage;
	g_shared->text[0] = (uintptr_t)__executable_start;
	g_shared->text[1] = (uintptr_t)etext;
}

static void count_signal(int signal)
{
	static volatile sig_atomic_t count;

	(void)signal;
	count++;
}

static uint64_t handle(int signal, int flags)
{
	struct sigaction action = {.sa_handler = count_signal, .sa_flags = flags};

	return (uint64_t)sigaction(signal, &action, NULL);
}

static void at_exit(void)
{
	subject_enter(ANSWER_AT_EXIT, NULL, 0);
}

static uint64_t fork_into(uint32_t window)
{
	pid_t child = fork();

	if (child != 0)
		return (uint64_t)child;
	subject_take_window(window);
	_exit((int)subject_serve());
}

static uint64_t fault(int signal)
{
	volatile int hundred = 100;
	volatile int zero = 0;
	volatile int *volatile nowhere = NULL;
	int ends[2];

	switch (signal)
	{
	case SIGSEGV:
		return *nowhere;
	case SIGILL:
		__builtin_trap();
	case SIGFPE:
		return hundred / zero;
	default:
		return pipe(ends) == 0 && close(ends[0]) == 0 &&
		       write(ends[1], "", 1) == 1;
	}
}

static uint64_t open_stream(void)
{
	return (uintptr_t)fdopen(dup(g_stream), "w");
}

/* Between the process's own memory and its window. */
static uint64_t copy(void *to, const void *from, size_t size)
{
	memcpy(to, from, size < WINDOW_BYTES ? size : WINDOW_BYTES);
	return size;
}

static uint64_t print(FILE *stream, const char *text)
{
	return (uint64_t)fputs(text, stream == NULL ? stdout : stream);
}

static uint64_t tell_memcheck(const t_step *step)
{
	const uint64_t *in = step->arguments;

	if (!RUNNING_ON_VALGRIND)
		return 0;
	if (step->call == STEP_UNDEFINED)
		VALGRIND_MAKE_MEM_UNDEFINED(pointer(in[0]), in[1]);
	else if (step->call == STEP_DEFINED)
		VALGRIND_MAKE_MEM_DEFINED(pointer(in[0]), in[1]);
	else if (step->call == STEP_NO_ACCESS)
		VALGRIND_MAKE_MEM_NOACCESS(pointer(in[0]), in[1]);
	else if (step->call == STEP_LEAKS)
		VALGRIND_DO_ADDED_LEAK_CHECK;
	else
		VALGRIND_PRINTF("%s", subject_window()->bytes);
	return 0;
}

uint64_t subject_make(const t_step *step)
{
	const uint64_t *in = step->arguments;

	switch (step->call)
	{
	case STEP_SYSCALL:
		return (uint64_t)syscall(
			(long)in[0], in[1], in[2], in[3], in[4], in[5], in[6]);
	case STEP_FORK:
		return fork_into((uint32_t)in[0]);
	case STEP_READ:
		return copy(subject_window()->bytes, pointer(in[0]), in[1]);
	case STEP_WRITE:
		/* The examiner has written them, which memcheck has not seen. */
		VALGRIND_MAKE_MEM_DEFINED(subject_window()->bytes, WINDOW_BYTES);
		return copy(pointer(in[0]), subject_window()->bytes, in[1]);
	case STEP_FILL:
		memset(pointer(in[0]), (int)in[1], in[2]);
		return in[0];
	case STEP_COPY:
		memcpy(pointer(in[0]), pointer(in[1]), in[2]);
		return in[0];
	case STEP_STREAM:
		return open_stream();
	case STEP_PRINT:
		return print(pointer(in[0]), pointer(in[1]));
	case STEP_FLUSH:
		return (uint64_t)fflush(NULL);
	case STEP_CLOSE:
		return (uint64_t)fclose(pointer(in[0]));
	case STEP_HANDLE:
		return handle((int)in[0], (int)in[1]);
	case STEP_AT_EXIT:
		return (uint64_t)atexit(at_exit);
	case STEP_FAULT:
		return fault((int)in[0]);
	default:
		return tell_memcheck(step);
	}
}
