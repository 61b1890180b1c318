#define _GNU_SOURCE
#include "mishap.h"

#include "memcheck.h"
#include "row_run.h"
#include "tried.h"

#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

/* A row that has run out of CPU time ends with this status. */
#define OUT_OF_TIME 98

/* Complemented, as in row.c. */
static uintptr_t g_hidden_board;
static uintptr_t g_hidden_slot;
/* A stack of its own: after a stack overflow there is no room on the other. */
static char g_stack[65536] __attribute__((aligned(16)));

static const int g_signals[] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGPROF};

/* The address of the instruction that the signal interrupted; 0 on machines not known
 * here. */
static uintptr_t instruction(const ucontext_t *context)
{
#if defined(__x86_64__)
	return context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return context->uc_mcontext.pc;
#else
	(void)context;
	return 0;
#endif
}

static uintptr_t stack_pointer(const ucontext_t *context)
{
#if defined(__x86_64__)
	return context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
	return context->uc_mcontext.sp;
#else
	(void)context;
	return 0;
#endif
}

typedef struct s_frames
{
	uintptr_t *list;
	int count;
} t_frames;

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *context, void *data)
{
	t_frames *frames = data;

	if (frames->count == BOARD_FRAMES)
		return _URC_END_OF_STACK;
	frames->list[frames->count++] = _Unwind_GetIP(context);
	return _URC_NO_REASON;
}

/* The compiler's own library walks the stack: execinfo.h is not in every C library. */
static void note_frames(t_slot *slot, const ucontext_t *context)
{
	t_frames frames = {slot->frames, 1};

	/* Return addresses point behind the call, the instruction itself does not: +1
	 * makes them alike. */
	slot->frames[0] = instruction(context) + 1;
	/* memcheck tells where something happened by itself. */
	if (!RUNNING_ON_VALGRIND)
		_Unwind_Backtrace(note_frame, &frames);
	slot->frame_count = frames.count;
}

/*
 * Not safe in the sense of signal-safety(7): but the process is about to die, at
 * worst by a second signal, and the row fails in any case.
 */
static void note(int signal, siginfo_t *info, void *context)
{
	t_slot *slot = (t_slot *)~g_hidden_slot;

	slot->signal = signal;
	slot->waited = info->si_code == SI_TIMER;
	slot->took_ms = row_now_ms() - ((t_board *)~g_hidden_board)->began;
	slot->address = (uintptr_t)info->si_addr;
	slot->stack = stack_pointer(context);
	slot->in_child = getpid() != slot->pid;
	note_frames(slot, context);
	tried_write(slot->tried, sizeof(slot->tried));
	if (signal == SIGPROF)
	{
		((t_board *)~g_hidden_board)->timeouts++;
		_exit(OUT_OF_TIME);
	}
	/* SA_RESETHAND: returning repeats the fault, or abort's raise, and that is the
	 * end. */
}

void mishap_watch(t_board *board, t_slot *slot)
{
	struct sigaction action = {
		.sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};
	stack_t stack = {.ss_sp = g_stack, .ss_size = sizeof(g_stack)};

	g_hidden_board = ~(uintptr_t)board;
	g_hidden_slot = ~(uintptr_t)slot;
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(g_signals) / sizeof(*g_signals); i++)
		sigaction(g_signals[i], &action, NULL);
}

void mishap_ignore(void)
{
	for (size_t i = 0; i < sizeof(g_signals) / sizeof(*g_signals); i++)
		signal(g_signals[i], SIG_DFL);
}
