#define _GNU_SOURCE
#include "interleave.h"

#include "row.h"

#include <signal.h>
#include <ucontext.h>

#if defined(__x86_64__)

#define TRAP_FLAG 0x100

static struct
{
	void (*between)(void *data);
	void *data;
	volatile size_t at;
	volatile size_t steps;
	volatile int interrupted;
} g_walk;

static void step(int signal, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;

	(void)signal;
	(void)info;
	if (++g_walk.steps < g_walk.at)
		return;
	if (g_walk.steps == g_walk.at)
	{
		g_walk.interrupted = 1;
		g_walk.between(g_walk.data);
	}
	/* The flag stands in the saved registers: without it the call runs on to its
	 * end. */
	interrupted->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
}

/* Below the red zone: the compiler may keep values in the 128 bytes under the stack
 * pointer. */
static void set_trap_flag(void)
{
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\t"
			 "pushfq\n\t"
			 "orq $0x100, (%%rsp)\n\t"
			 "popfq\n\t"
			 "lea 128(%%rsp), %%rsp" ::
				 : "memory", "cc");
}

int interrupted_call(
	void (*call)(void *data), void (*between)(void *data), void *data, size_t at)
{
	struct sigaction action = {.sa_sigaction = step, .sa_flags = SA_SIGINFO};
	struct sigaction before;

	/* valgrind has no trap flag. */
	if (row_is_watched())
		return 0;
	g_walk.between = between;
	g_walk.data = data;
	g_walk.at = at;
	g_walk.steps = 0;
	g_walk.interrupted = 0;
	sigaction(SIGTRAP, &action, &before);
	set_trap_flag();
	call(data);
	/* Where the call was over before, the next instruction traps, and takes the flag
	 * away. */
	g_walk.at = 0;
	sigaction(SIGTRAP, &before, NULL);
	return g_walk.interrupted;
}

#else

int interrupted_call(
	void (*call)(void *data), void (*between)(void *data), void *data, size_t at)
{
	(void)call;
	(void)between;
	(void)data;
	(void)at;
	return 0;
}

#endif
