/* Six ways to ask whether a byte can be read: their answers, and what each costs. */

#define _GNU_SOURCE
#include "experiment.h"
#include "quarantine.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SIZE 4096
#define ROUNDS 30
#define CALLS 300

/* A byte to ask about, and a handle of it that was made while its arena was alive. */
typedef struct s_byte
{
	t_arena arena;
	char *address;
	t_handle handle;
} t_byte;

typedef int (*t_way)(const t_byte *);

static sigjmp_buf g_back;

static int ask_can_read(const t_byte *byte)
{
	return can_read(byte->address, 1);
}

static int ask_process_vm_readv(const t_byte *byte)
{
	char copy;
	const struct iovec to = {&copy, 1};
	const struct iovec from = {byte->address, 1};

	return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 1;
}

static int ask_pipe(const t_byte *byte)
{
	int ends[2];

	if (pipe(ends) == -1)
		return -1;
	int answer = write(ends[1], byte->address, 1) == 1;
	close(ends[0]);
	close(ends[1]);
	return answer;
}

static int ask_mincore(const t_byte *byte)
{
	unsigned char is_resident;

	/* It wants the start of a page, where each of these bytes is. */
	return mincore(byte->address, 1, &is_resident) == 0;
}

static void jump_back(int number)
{
	(void)number;
	siglongjmp(g_back, 1);
}

static int ask_sigsetjmp(const t_byte *byte)
{
	const struct sigaction action = {.sa_handler = jump_back};
	struct sigaction before;
	volatile int answer = 0;

	sigaction(SIGSEGV, &action, &before);
	if (sigsetjmp(g_back, 1) == 0)
	{
		(void)*(volatile char *)byte->address;
		answer = 1;
	}
	sigaction(SIGSEGV, &before, NULL);
	return answer;
}

static int ask_handle(const t_byte *byte)
{
	return handle_get(byte->handle) != NULL;
}

static double nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

/* Returns the time of a call in the fastest round, the least disturbed one. */
static double cost(t_way way, const t_byte *byte)
{
	double best = 1e18;

	for (int i = 0; i < ROUNDS; i++)
	{
		double start = nanoseconds();
		for (int j = 0; j < CALLS; j++)
			way(byte);
		double taken = nanoseconds() - start;
		if (taken < best)
			best = taken;
	}
	return best / CALLS;
}

/* A line of the table. Returns the answers as digits, such as 100. */
static int show(const char *name, t_way way, const t_byte *bytes)
{
	int answers[3];

	for (int i = 0; i < 3; i++)
		answers[i] = way(&bytes[i]);
	experiment_saw("%-18s %5d %11d %9d %8.0f ns %8.0f ns", name, answers[0],
		answers[1], answers[2], cost(way, &bytes[0]), cost(way, &bytes[1]));
	return 100 * answers[0] + 10 * answers[1] + answers[2];
}

static void make(t_byte *byte)
{
	int status = arena_init(&byte->arena, SIZE);

	experiment_claim(status == 0, "an arena");
	byte->address = arena_alloc(&byte->arena, 64, "block");
	status = handle_make(&byte->handle, byte->address);
	experiment_claim(status == 0, "a handle");
}

int main(void)
{
	t_byte bytes[3];

	experiment_ask(
		"One byte is in an arena that is alive, one in an arena in quarantine, "
		"and one in an arena that was unmapped. You may ask can_read, "
		"process_vm_readv, a pipe, mincore, sigsetjmp with a read that may fault, "
		"or a handle. Which of them gives a wrong answer, and which is fastest?");
	quarantine_keep(1);
	for (int i = 0; i < 3; i++)
		make(&bytes[i]);
	/* The quarantine has room for one: the second that is freed stays. */
	arena_free(&bytes[2].arena);
	arena_free(&bytes[1].arena);
	experiment_saw("%-18s %5s %11s %9s %11s %11s", "", "alive", "quarantine",
		"unmapped", "if alive", "if dead");
	int mine = show("can_read", ask_can_read, bytes);
	int reading = show("process_vm_readv", ask_process_vm_readv, bytes);
	int writing = show("pipe", ask_pipe, bytes);
	int mapped = show("mincore", ask_mincore, bytes);
	int jumping = show("sigsetjmp", ask_sigsetjmp, bytes);
	int handles = show("handle_get", ask_handle, bytes);
	/* A sandbox may not allow process_vm_readv. */
	experiment_claim(
		reading == 0 || (reading == 100 && mine == 100), "right answers");
	experiment_claim(
		writing == 100 && jumping == 100 && handles == 100, "right ones");
	experiment_claim(mapped == 110, "mincore's answer is wrong");
	experiment_why(
		"mincore says whether anything is mapped there, and a quarantine is. To "
		"know whether a byte can be read, somebody has to read it. The kernel can "
		"do so for you and returns EFAULT instead of sending a signal. sigsetjmp "
		"reads the byte itself, and has to come back from a handler if that "
		"fails. This one also installs the handler for each question; what "
		"remains then is the price of saving the signal mask and of the fault. A "
		"handle asks nobody, but it has to be made while the arena is alive.");
	arena_free(&bytes[0].arena);
	return quarantine_keep(0);
}
