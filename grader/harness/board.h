#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>

/*
 * The board is a file that the grader makes and the test program maps shared:
 * the grader writes which rows to run, and each row's process notes there how
 * far it came. Notes outlive the process, so they are there after a crash too.
 * The test program is not to be trusted: who reads the board checks each value.
 */

enum e_board_limits
{
	BOARD_ROWS = 96,
	BOARD_NAME = 64,
	BOARD_FRAMES = 24,
	BOARD_TEXT = 2048,
	BOARD_LEAKS = 8
};

/*
 * Stand in the seccomp filter for the pids of the process that loads it, of the test
 * program, of its keeper and of the grader, which are not known when the filter is made.
 */
#define BOARD_OWN_PID 0x5eed0b1du
#define BOARD_PROGRAM_PID 0x5eed0b1eu
#define BOARD_KEEPER_PID 0x5eed0b1fu
#define BOARD_GRADER_PID 0x5eed0b20u

/* The CPU time of one row, in milliseconds. Rows of an honest answer take a few. */
#define BOARD_ROW_MS 1000
/* What a row may take on the clock, in milliseconds: a row that waits takes no CPU
 * time. */
#define BOARD_WAIT_MS 10000

/* A system call that no row makes, and that valgrind hands on: under the filter it ends
 * the process. */
#define BOARD_SUICIDE SYS_vhangup

typedef enum e_slot_state
{
	SLOT_WAITING,
	SLOT_STARTED,
	/* a row that it needs ran out of time, or one was lost before and that was the
	 * question */
	SLOT_SKIPPED,
	SLOT_ENDED,
	SLOT_UNKNOWN, /* the suite has no row of that name */
	SLOT_UNOBSERVED /* what it looks at cannot be observed here */
} t_slot_state;

/* What a row looks at that not every sandbox shows: see observe.h. */
typedef enum e_observed
{
	OBSERVED_NOTHING,
	OBSERVED_PAGEMAP,
	OBSERVED_STEPS,
	OBSERVED_KINDS
} t_observed;

typedef struct s_leak
{
	uintptr_t caller; /* the address in the submission that called mmap */
	size_t bytes;
} t_leak;

typedef struct s_slot
{
	char name[BOARD_NAME];
	int needs; /* the index of a slot, or -1 */
	t_observed observes;
	t_slot_state state;
	pid_t pid; /* the process that started the row */
	/* Set as the row's last step, to board_token: an early exit leaves it 0. */
	uint64_t token;
	int signal; /* the signal that ended the row, else 0 */
	int waited; /* it was the clock that ran out, not the CPU time */
	long took_ms; /* how long the row ran until then, on the clock */
	uintptr_t address; /* what a bad access touched */
	uintptr_t stack; /* the stack pointer then */
	uintptr_t frames[BOARD_FRAMES]; /* the return addresses then, innermost first */
	int frame_count;
	int in_child; /* the signal came in a child that the row had forked */
	/* how often the submission has called fork, in all processes of the row */
	int forks;
	int children_done; /* how many of the last forked children came to their ends */
	char tried[BOARD_TEXT]; /* the last calls, one a line */
	/* what a forked child, or a row that is run directly, found wrong */
	char said[BOARD_TEXT];
	size_t still_mapped; /* bytes mapped when the row ended */
	t_leak leaks[BOARD_LEAKS];
	size_t leak_count;
	unsigned long memory_errors; /* memcheck's errors during the row */
	/* The complement of the token, set when all that follows a row is done: not by
	 * those who forge the token alone. */
	uint64_t closed;
} t_slot;

typedef struct s_board
{
	uint64_t nonce;
	unsigned long seed;
	pid_t grader;
	/*
	 * Rows are run one after the other in this process, without Check: for valgrind,
	 * which takes four times as long for each process and for Check itself, and for
	 * gdb.
	 */
	int direct;
	int until_loss; /* rows behind the first that is lost are skipped */
	int timeouts; /* rows that ran out of time so far */
	long row_ms; /* the CPU time that a row may take */
	/* the slot of the row that began last, and when: milliseconds of some clock */
	size_t latest;
	long began;
	size_t count;
	t_slot slots[BOARD_ROWS];
} t_board;

/* The token that tells that the row of slot `index` came to its end. Never 0. */
static inline uint64_t board_token(uint64_t nonce, size_t index)
{
	return (nonce ^ (index + 1) * 0x9e3779b97f4a7c15u) | 1;
}

#endif
