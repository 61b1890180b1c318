/*
 * adversary MODE SEED SOCKET: stands in the subject's place, and answers the examiner's
 * window with what no loop would: see enum e_mode. It has no filter, and knows the whole
 * protocol. Each row's process begins as an honest one does, so that the row begins.
 */

#define _GNU_SOURCE
#include "shared.h"
#include "window.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Enough, and not so many that the machine has none left for others. */
#define MOST_FORKS 1000

enum e_mode
{
	RANDOM_ANSWERS, /* values, errnos, objects and bytes */
	POINTERS, /* into memory that is there, successes, small numbers */
	STATES, /* turns, answers and counts that there are not */
	SCRIBBLES, /* a process writes over all of the shared memory all the time */
	GREETINGS, /* of windows that are others' or nobody's, without end */
	FORKS, /* more than any supervisor lets it */
	ENDS, /* exits and signals, at any time */
	FLOODS, /* of the output and the stream */
	TRUNCATES, /* the files that the examiner shares with it */
	HASTE, /* another process answers for it, at any time */
	SERVER_FORKS, /* without end, before the first row */
	THREADS, /* which go on when their process has ended */
	NEWS, /* signals to itself, without end: each is a stop for a tracer */
	CHILDREN, /* which compute a little, one after the other, without end */
	SLEEPS, /* for ever */
	MODES
};

static t_shared *g_shared;
static t_window *g_window;
static int g_socket;
static int g_files[2];
static int g_mode;
static char *g_memory; /* of its own, for pointers */
static _Atomic int *g_forks; /* of all its processes */

static void ring(void)
{
	atomic_fetch_add(&g_shared->bell, 1);
	syscall(SYS_futex, &g_shared->bell, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void greet(uint32_t window)
{
	t_hello hello = {window};

	g_window = &g_shared->window[window % WINDOWS];
	if (write(g_socket, &hello, sizeof(hello)) != sizeof(hello))
		_exit(1);
	ring();
}

static void wait_for_turn(void)
{
	uint32_t turn;

	while ((turn = atomic_load(&g_window->turn)) != TURN_ASKED)
		syscall(SYS_futex, &g_window->turn, FUTEX_WAIT, turn, NULL, NULL, 0);
	atomic_store(&g_window->turn, TURN_SUBJECT);
}

static void answer(uint32_t kind)
{
	g_window->answer = kind;
	atomic_store(&g_window->turn, TURN_ANSWERED);
	ring();
}

static void scribble(void)
{
	volatile uint64_t *words = (uint64_t *)g_shared;

	if (fork() != 0)
		return;
	while (1)
		words[random_word() % (sizeof(*g_shared) / sizeof(*words))] =
			random_word();
}

static void greet_without_end(void)
{
	if (fork() != 0)
		return;
	while (1)
	{
		t_hello hello = {(uint32_t)random_word() % 100};
		if (write(g_socket, &hello, random_word() % (sizeof(hello) + 1)) == -1)
			_exit(0);
	}
}

static void end_somehow(void)
{
	static const int signals[] = {
		SIGSEGV, SIGKILL, SIGSTOP, SIGABRT, SIGTRAP, SIGTERM};

	if (random_word() % 4 == 0)
		_exit((int)random_word());
	if (random_word() % 4 == 0)
		kill(getpid(), signals[random_word() % 6]);
}

static void flood(void)
{
	static char bytes[1 << 16];

	for (int i = 0; i < 2000; i++)
		if (write(random_word() % 2 == 0 ? 1 : g_files[1], bytes,
			    sizeof(bytes)) == -1)
			break;
}

static void truncate_files(void)
{
	const int files[] = {1, g_files[0], g_files[1]};

	if (ftruncate(files[random_word() % 3], (off_t)(random_word() % 3 * 100)) == -1)
		return;
}

static void *sleep_for_ever(void *unused)
{
	while (1)
		pause();
	return unused;
}

static void start_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, sleep_for_ever, NULL);
	/* The first thread ends alone. */
	if (random_word() % 4 == 0)
		syscall(SYS_exit, 0);
}

static void signal_without_end(void)
{
	signal(SIGUSR1, SIG_IGN);
	while (random_word() % 1000000 != 0)
		raise(SIGUSR1);
}

static void compute_in_children(void)
{
	for (int i = 0; i < MOST_FORKS; i++)
	{
		pid_t child = fork();
		for (volatile int work = 0; child == 0 && work < 5000000; work++)
			continue;
		if (child == 0)
			_exit(0);
		waitpid(child, NULL, 0);
	}
}

static void answer_in_haste(void)
{
	static int is_done;

	if (is_done++ > 0 || fork() != 0)
		return;
	while (1)
	{
		g_window->answer = (uint32_t)random_word() % 5;
		atomic_store(&g_window->turn, TURN_ANSWERED);
		ring();
	}
}

/* What this mode does before it answers. */
static void misbehave(void)
{
	switch (g_mode)
	{
	case FORKS:
		if (fork() == 0)
			while (atomic_fetch_add(g_forks, 1) < MOST_FORKS && fork() != -1)
				continue;
		break;
	case ENDS:
		end_somehow();
		break;
	case FLOODS:
		flood();
		break;
	case TRUNCATES:
		truncate_files();
		break;
	case THREADS:
		start_thread();
		break;
	case NEWS:
		signal_without_end();
		break;
	case CHILDREN:
		compute_in_children();
		break;
	case HASTE:
		answer_in_haste();
		break;
	case SLEEPS:
		pause();
		break;
	default:
		break;
	}
}

/* So that a row gets as far as it can. */
static uint64_t likely_value(void)
{
	switch (random_word() % 4)
	{
	case 0:
		return (uintptr_t)g_memory + random_word() % 256 * 16;
	case 1:
		return random_word() % 10000;
	default:
		return 0;
	}
}

static uint64_t value_of(void)
{
	static const uint64_t odd[] = {0, 1, (uint64_t)-1, (uint64_t)1 << 63, 4096};

	if (g_mode == POINTERS && random_word() % 8 != 0)
		return likely_value();
	return random_word() % 2 == 0 ? odd[random_word() % 5] : random_word();
}

static void fill_step(t_step *step)
{
	step->value = value_of();
	step->error = random_word() % 2 == 0 ? 0 : (int32_t)random_word();
	for (size_t i = 0; i < WINDOW_WORDS; i++)
		step->object[i] = value_of();
	/* Whatever was to be filled in. */
	uint64_t at = step->arguments[0];
	if (at >= (uintptr_t)g_memory && at < (uintptr_t)g_memory + STAGE_SIZE)
		for (size_t i = 0; i < 8; i++)
			((uint64_t *)(at & ~7ul))[i] = value_of();
}

static void spoil_states(void)
{
	g_window->count = (uint32_t)random_word();
	g_window->memory_errors = (uint32_t)random_word();
	atomic_store(&g_window->made, (uint32_t)random_word());
	atomic_store(&g_shared->windows, (uint32_t)random_word());
	atomic_store(&g_shared->events, (uint32_t)random_word());
	g_shared->traced = (uint32_t)random_word();
	g_shared->caller = random_word();
	if (random_word() % 4 == 0)
		atomic_store(&g_window->turn, (uint32_t)random_word());
}

static void serve_row(void)
{
	while (1)
	{
		wait_for_turn();
		misbehave();
		for (uint32_t i = 0; i < g_window->count && i < WINDOW_STEPS; i++)
			fill_step(&g_window->steps[i]);
		if (g_mode == STATES)
			spoil_states();
		answer(g_mode == STATES ? (uint32_t)random_word() % 5 : ANSWER_RETURNED);
	}
}

/* The fork server, which is honest: without it there is no row. */
static void serve_forks(void)
{
	while (1)
	{
		wait_for_turn();
		t_step *step = &g_window->steps[0];
		pid_t child = 0;
		if (g_window->count > 0 && step->call == STEP_FORK)
			child = fork();
		if (child == 0 && g_window->count > 0 && step->call == STEP_FORK)
		{
			random_seed((uint64_t)getpid());
			greet((uint32_t)step->arguments[0]);
			serve_row();
		}
		step->value = (uint64_t)child;
		answer(ANSWER_RETURNED);
	}
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return EXIT_FAILURE;
	g_mode = atoi(argv[1]);
	random_seed(strtoul(argv[2], NULL, 10));
	g_socket = atoi(argv[3]);
	receive_files(g_socket, 0, g_files);
	g_shared = mmap(NULL, sizeof(*g_shared), PROT_READ | PROT_WRITE, MAP_SHARED,
		g_files[0], 0);
	g_memory = mmap(NULL, STAGE_SIZE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	g_forks = mmap(NULL, sizeof(*g_forks), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g_shared->stage = (uintptr_t)g_memory;
	greet(0);
	wait_for_turn();
	answer(ANSWER_RETURNED);
	if (g_mode == SCRIBBLES)
		scribble();
	if (g_mode == GREETINGS)
		greet_without_end();
	if (g_mode == SERVER_FORKS && fork() == 0)
	{
		while (1)
			if (fork() == 0)
				_exit(0);
			else
				wait(NULL);
	}
	serve_forks();
}
