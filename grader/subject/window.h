#ifndef WINDOW_H
#define WINDOW_H

#include <linux/filter.h>
#include <stdatomic.h>
#include <stdint.h>

/*
 * What the examiner and the subject share: one mapping, in which each process of the
 * subject has a window. The examiner writes calls into a window and passes the turn; the
 * process makes them, notes what each returned, and passes the turn back. The mapping
 * holds no expectation and no verdict. The subject may write anything there at any time,
 * so the examiner copies what it reads, and trusts none of it.
 */

enum e_window_limits
{
	WINDOWS = 72,
	WINDOW_STEPS = 512, /* calls that are made in one turn */
	WINDOW_ARGUMENTS = 7,
	WINDOW_WORDS = 8, /* of an object, noted after each call */
	WINDOW_BYTES = 4096,
	ROW_FILES = 256, /* files in memory that a row makes, in all processes */
	WATCHED_FILES = 192, /* those that all rows together have under valgrind */
	ROW_FORKS = 80, /* no honest answer forks so often in one row, in all processes */
	SHARED_EVENTS = 4096, /* an arena of some MiB may be unmapped page by page */
	FILTER_LENGTH = 2048,
	STAGE_SIZE =
		1 << 18 /* bytes of the subject's memory for the arguments of calls */
};

/* Stands in the filter for the pid of the process that loads it. */
#define FILTER_OWN_PID 0x5eed0b1du

/* Whose turn it is, in a window. */
enum e_turn
{
	TURN_SUBJECT, /* the process is at work */
	TURN_ASKED, /* calls stand in the window: it may begin */
	TURN_ANSWERED /* it has returned, or entered a callback, and waits */
};

/* What a step calls: one of these, or, from STEP_LESSON on, one of the lesson's calls. */
enum e_step
{
	STEP_SYSCALL, /* (number, up to 6 arguments): syscall(2) */
	STEP_FORK, /* (window): a child that goes on there */
	STEP_READ, /* (address, size): copies memory into bytes */
	STEP_WRITE, /* (address, size): copies bytes into memory */
	STEP_FILL, /* (address, byte, size): memset */
	STEP_COPY, /* (address, from, size): memcpy; what nobody has written stays so */
	STEP_STREAM, /* (): a FILE * that writes to the examiner's file */
	STEP_PRINT, /* (FILE * or 0 for stdout, string): fputs */
	STEP_FLUSH, /* (): every stream of stdio */
	STEP_CLOSE, /* (FILE *): fclose */
	STEP_HANDLE, /* (signal, flags of sigaction): from now on a handler counts it */
	STEP_AT_EXIT, /* (): from now on exit enters a callback first */
	STEP_RETURN, /* (value): the callback returns */
	STEP_FAULT, /* (signal): earns SIGSEGV, SIGILL, SIGFPE or SIGPIPE */
	/* These speak to memcheck, and do nothing without it. */
	STEP_DEFINED, /* (address, size): for memcheck, as memory that was written */
	STEP_UNDEFINED, /* (address, size): as memory that nobody has written */
	STEP_NO_ACCESS, /* (address, size): as memory that nobody may touch */
	STEP_MARK, /* (string): a message into its log */
	STEP_LEAKS, /* (): looks for leaks */
	STEP_LESSON = 32
};

/* Why a process has passed the turn to the examiner. */
enum e_answer
{
	ANSWER_RETURNED, /* all steps are made */
	ANSWER_CALLBACK, /* work of the contract was entered; entered[] has its arguments
			  */
	ANSWER_AT_EXIT, /* the function of STEP_AT_EXIT runs */
	ANSWER_ASTRAY /* a process that was forked inside a call came out of it */
};

/* A call and, once it was made, its value. */
typedef struct s_step
{
	uint32_t call;
	int32_t error; /* errno after the call, which began with 0 */
	uint64_t arguments[WINDOW_ARGUMENTS];
	uint64_t value;
	uint64_t object[WINDOW_WORDS]; /* what then lay at the window's object */
} t_step;

typedef struct s_window
{
	_Atomic uint32_t turn;
	uint32_t answer;
	uint32_t count; /* of the steps */
	_Atomic uint32_t made; /* of them: a dying process leaves this behind */
	uint32_t traps; /* raise SIGTRAP before and after each step, for single steps */
	uint32_t pauses; /* call subject_pause before each step, for debuggers */
	uint64_t object; /* an address, of which `words` words are noted; 0: none */
	uint32_t words;
	uint32_t memory_errors; /* that memcheck has counted in this process */
	uint64_t entered[3];
	t_step steps[WINDOW_STEPS];
	char bytes[WINDOW_BYTES];
} t_window;

/* What is asked of the kernel, and seen or made to fail by the examiner. */
typedef enum e_call
{
	CALL_MMAP,
	CALL_MUNMAP,
	CALL_MREMAP,
	CALL_MPROTECT,
	CALL_MADVISE,
	CALL_FORK,
	CALL_KILL,
	/* Of a lesson about files in memory. */
	CALL_MEMFD,
	CALL_FTRUNCATE,
	CALL_SEAL, /* fcntl(2), F_ADD_SEALS */
	CALL_CLOSE,
	CALL_KINDS
} t_call;

/* Such a call, as the subject itself tells it where nobody traces it. */
typedef struct s_event
{
	uint32_t call;
	int32_t error;
	uint64_t arguments[4];
	uint64_t value;
	uint32_t window;
} t_event;

/* The calls that the subject is to refuse by itself where nobody traces it. */
typedef struct s_order
{
	_Atomic uint32_t calls;
	uint32_t fail_from; /* how many calls there are before the first that fails */
	uint32_t fail_to; /* the last call that fails */
	int32_t fail_with;
} t_order;

typedef struct s_shared
{
	/* Counts whatever the examiner waits for: it sleeps on it (futex(2)). */
	_Atomic uint32_t bell;
	_Atomic uint32_t windows; /* that are taken; the first is the fork server's */
	uint32_t traced; /* the examiner sees system calls: the subject tells none */
	uint32_t filter_length;
	struct sock_filter filter[FILTER_LENGTH];
	uint64_t stage; /* where the memory for the arguments of calls begins */
	uint64_t text[2]; /* where its code begins and ends */
	uint64_t caller; /* the address behind the last call of mmap */
	int64_t clocks; /* see inside.c; -1: as they are */
	int64_t later; /* seconds that seem to have gone by beside those that have */
	uint32_t cores; /* a child that a fault ended says that it left a core file */
	uint32_t ignored; /* flags that mmap does not know */
	_Atomic uint32_t files; /* that are taken of those of WATCHED_FILES */
	t_order orders[CALL_KINDS];
	_Atomic uint32_t events;
	t_event event[SHARED_EVENTS];
	t_window window[WINDOWS];
} t_shared;

/* What a new process tells by its socket: the kernel adds its pid, unix(7). */
typedef struct s_hello
{
	uint32_t window;
} t_hello;

#endif
