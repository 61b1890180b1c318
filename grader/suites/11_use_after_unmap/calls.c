/* In the subject: how the functions of quarantine.h are called, and what their caller
 * does: it touches what it should not, and handles SIGSEGV before the watch does. */

#define _GNU_SOURCE
#include "calls.h"
#include "loop.h"
#include "quarantine.h"
#include "steps.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include "unsafe.h"

#define PAGE 4096

static uint64_t init(const uint64_t *in)
{
	return (uint64_t)arena_init(pointer(in[0]), in[1]);
}

static uint64_t alloc(const uint64_t *in)
{
	return (uintptr_t)arena_alloc(pointer(in[0]), in[1], pointer(in[2]));
}

static uint64_t release(const uint64_t *in)
{
	return (uint64_t)arena_free(pointer(in[0]));
}

static uint64_t keep(const uint64_t *in)
{
	return (uint64_t)quarantine_keep((unsigned)in[0]);
}

static uint64_t make_handle(const uint64_t *in)
{
	return (uint64_t)handle_make(pointer(in[0]), pointer(in[1]));
}

static uint64_t get_handle(const uint64_t *in)
{
	return (uintptr_t)handle_get(*(t_handle *)pointer(in[0]));
}

static uint64_t probe(const uint64_t *in)
{
	errno = (int)in[2];
	return (uint64_t)can_read(pointer(in[0]), in[1]);
}

static uint64_t begin(const uint64_t *in)
{
	(void)in;
	return (uint64_t)watch_begin();
}

static uint64_t end(const uint64_t *in)
{
	(void)in;
	return (uint64_t)watch_end();
}

/* ---- touches ---- */

static sigjmp_buf g_again;

static uint64_t __attribute__((noinline)) touch_read(const uint64_t *in)
{
	if (sigsetjmp(g_again, 1) != 0)
		return JUMPED;
	return *(volatile unsigned char *)pointer(in[0]);
}

static uint64_t touch_write(const uint64_t *in)
{
	*(volatile unsigned char *)pointer(in[0]) = 'w';
	return 0;
}

static uint64_t touch_execute(const uint64_t *in)
{
	((void (*)(void))in[0])();
	return 0;
}

static uint64_t touch_near(const uint64_t *in)
{
#ifdef __x86_64__
	__asm__ volatile("mov %%rsp, %%rbx\n\tmov %1, %%rsp\n\t"
			 "movb (%0), %%cl\n\tmov %%rbx, %%rsp"
			 :
			 : "r"(in[0]), "r"(in[1])
			 : "rbx", "rcx", "memory");
#endif
	return 0;
}

static uint64_t touch_sent(const uint64_t *in)
{
	(void)in;
	return (uint64_t)kill(getpid(), SIGSEGV);
}

static uint64_t __attribute__((noinline)) go_deeper(uint64_t depth)
{
	volatile char room[512];

	room[0] = (char)depth;
	if (depth == UINT64_MAX)
		return 0;
	return go_deeper(depth + 1) + (uint64_t)room[0];
}

static uint64_t touch_stack(const uint64_t *in)
{
	return go_deeper(in[1]);
}

/* ---- handlers ---- */

static t_seen *g_seen;
static struct sigaction g_below;

static void __attribute__((noinline)) use_stack(void)
{
	volatile char room[32768];

	for (size_t i = 0; i < sizeof(room); i += 512)
		room[i] = 1;
}

static void act(void)
{
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	memcpy(&g_seen->blocked, &mask, sizeof(g_seen->blocked));
	if (g_seen->act == ACT_USE_STACK)
		use_stack();
	if (g_seen->act == ACT_REPAIR || g_seen->act == ACT_USE_STACK)
		mprotect(pointer(g_seen->page / PAGE * PAGE), PAGE,
			PROT_READ | PROT_WRITE);
	if (g_seen->act == ACT_JUMP)
		siglongjmp(g_again, 1);
}

static void handle_plainly(int number)
{
	g_seen->calls++;
	g_seen->signal = (uint64_t)number;
	act();
}

/* Nobody knows yet what a handler is given: the kernel reads it, or says that it cannot.
 */
static int copy_from(void *to, const void *from, size_t size)
{
	struct iovec here = {to, size};
	struct iovec there = {(void *)from, size};

	return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t)size;
}

static void handle_with_info(int number, siginfo_t *info, void *context)
{
	siginfo_t seen;
	ucontext_t then;
	int error = errno;

	g_seen->calls++;
	g_seen->signal = (uint64_t)number;
	if (copy_from(&seen, info, sizeof(seen)))
	{
		g_seen->address = (uintptr_t)seen.si_addr;
		g_seen->code = (uint64_t)seen.si_code;
	}
#ifdef __x86_64__
	if (copy_from(&then, context, offsetof(ucontext_t, uc_sigmask)))
		g_seen->touched = (uint64_t)then.uc_mcontext.gregs[REG_CR2];
#endif
	errno = error;
	act();
}

static uint64_t handle(const uint64_t *in)
{
	struct sigaction action = {.sa_handler = handle_plainly};

	g_seen = pointer(in[0]);
	action.sa_flags = (int)g_seen->flags;
	memcpy(&action.sa_mask, &g_seen->mask, sizeof(g_seen->mask));
	if (action.sa_flags & SA_SIGINFO)
		action.sa_sigaction = handle_with_info;
	return (uint64_t)sigaction(SIGSEGV, &action, NULL);
}

static void hand_down(int number, siginfo_t *info, void *context)
{
	if (g_below.sa_flags & SA_SIGINFO)
		g_below.sa_sigaction(number, info, context);
	else
		g_below.sa_handler(number);
}

static uint64_t handle_above(const uint64_t *in)
{
	struct sigaction action = {
		.sa_sigaction = hand_down, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	(void)in;
	return (uint64_t)sigaction(SIGSEGV, &action, &g_below);
}

static uint64_t remove_above(const uint64_t *in)
{
	(void)in;
	return (uint64_t)sigaction(SIGSEGV, &g_below, NULL);
}

static uint64_t set(const uint64_t *in)
{
	struct sigaction action = {.sa_handler = in[0] == 0 ? SIG_DFL : SIG_IGN};

	return (uint64_t)sigaction(SIGSEGV, &action, NULL);
}

static uint64_t find_file(const uint64_t *in)
{
	(void)in;
	return (uint64_t)g_stream;
}

/* ---- what is not safe in a handler ---- */

#define DECLARE(name) extern char name##_there[] __asm__(#name);
#define THERE(name) name##_there,

UNSAFE(DECLARE)
static char *const g_unsafe[] = {UNSAFE(THERE)};

static uint64_t find_unsafe(const uint64_t *in)
{
	return in[0] < sizeof(g_unsafe) / sizeof(*g_unsafe) ? (uintptr_t)g_unsafe[in[0]]
							    : 0;
}

const t_lesson_call lesson_calls[] = {
	{"arena_init", init},
	{"arena_alloc", alloc},
	{"arena_free", release},
	{"quarantine_keep", keep},
	{"handle_make", make_handle},
	{"handle_get", get_handle},
	{"can_read", probe},
	{"watch_begin", begin},
	{"watch_end", end},
	{"touch_read", touch_read},
	{"touch_write", touch_write},
	{"touch_execute", touch_execute},
	{"touch_near", touch_near},
	{"touch_sent", touch_sent},
	{"touch_stack", touch_stack},
	{"handle", handle},
	{"handle_above", handle_above},
	{"remove_above", remove_above},
	{"set", set},
	{"find_file", find_file},
	{"find_unsafe", find_unsafe},
};
const size_t lesson_call_count = sizeof(lesson_calls) / sizeof(*lesson_calls);
