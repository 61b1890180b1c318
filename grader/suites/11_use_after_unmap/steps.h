#ifndef QUARANTINE_CALLS_H
#define QUARANTINE_CALLS_H

#include "window.h"

/* The steps that call the functions of quarantine.h, with the same arguments, and those
 * that do what a caller of them does. */
enum e_quarantine_call
{
	ARENA_INIT = STEP_LESSON,
	ARENA_ALLOC,
	ARENA_FREE,
	QUARANTINE_KEEP,
	HANDLE_MAKE,
	HANDLE_GET, /* (where the handle is) */
	CAN_READ, /* (address, size, what errno is before) */
	WATCH_BEGIN,
	WATCH_END,
	TOUCH_READ, /* (address): reads a byte, and returns it */
	TOUCH_WRITE, /* (address): writes a byte */
	TOUCH_EXECUTE, /* (address): calls what is there */
	TOUCH_NEAR, /* (address, stack): reads a byte while the stack pointer is there */
	TOUCH_SENT, /* (): sends itself SIGSEGV */
	TOUCH_STACK, /* (): calls itself until the stack is used up */
	HANDLE_SIGSEGV, /* (t_seen): installs a handler that notes what it sees there */
	HANDLE_ABOVE, /* (): one that hands on to the handler that is there */
	REMOVE_ABOVE, /* (): takes it away again */
	SET_SIGSEGV, /* (0 or 1): SIG_DFL or SIG_IGN */
	FIND_FILE, /* (): the descriptor of a file of the examiner's */
	FIND_UNSAFE /* (index): where this function of unsafe.h is */
};

/* What the handler of HANDLE_SIGSEGV does. */
enum e_act
{
	ACT_RETURN,
	ACT_REPAIR, /* lets the page be read and written, and returns */
	ACT_JUMP, /* leaves TOUCH_READ by siglongjmp */
	ACT_USE_STACK /* uses half of the alternate stack that is promised, and repairs */
};

/* What TOUCH_READ returns after such a jump: no byte. */
#define JUMPED 0x1000

/* A note of a handler that was installed before the watch. The first words are orders. */
typedef struct s_seen
{
	uint64_t act; /* e_act */
	uint64_t flags; /* SA_SIGINFO or 0 */
	uint64_t mask; /* its sa_mask: bit 0 is signal 1 */
	uint64_t page; /* what it is to repair */
	uint64_t calls; /* how often it ran */
	uint64_t signal;
	uint64_t address; /* si_addr, if it has SA_SIGINFO; 0: no siginfo was there */
	uint64_t code; /* si_code */
	uint64_t touched; /* the address of the fault, as the context has it */
	uint64_t blocked; /* the signals that were blocked */
} t_seen;

#endif
