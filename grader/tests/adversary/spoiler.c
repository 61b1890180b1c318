/*
 * spoiler SEED SOCKET COMMAND...: starts an honest subject, and spoils its windows while
 * it runs: a word here, a word there, so that rows get far before they see one. The
 * examiner and the subject know nothing of it.
 */

#define _GNU_SOURCE
#include "shared.h"
#include "window.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The steps that most turns have, and the windows that rows take. */
#define STEPS 4
#define LAST 6
#define PAUSE_US 60

static uint64_t likely(uint64_t word)
{
	switch (random_word() % 4)
	{
	case 0:
		return word + 16;
	case 1:
		return random_word() % 10000;
	case 2:
		return random_word();
	default:
		return 0;
	}
}

static void spoil_step(t_step *step)
{
	uint64_t *object = &step->object[random_word() % WINDOW_WORDS];

	if (random_word() % 2 == 0)
		step->value = likely(step->value);
	else
		*object = likely(*object);
	if (random_word() % 4 == 0)
		step->error = (int32_t)likely(step->error);
}

static void spoil_window(t_window *window)
{
	uint32_t *head = (uint32_t *)window;

	if (random_word() % 8 == 0)
		head[random_word() % (offsetof(t_window, steps) / sizeof(*head))] =
			(uint32_t)likely(0);
	else if (random_word() % 8 == 0)
		window->bytes[random_word() % 64] = (char)random_word();
	else
		spoil_step(&window->steps[random_word() % STEPS]);
}

static void __attribute__((noreturn)) spoil(t_shared *shared)
{
	const struct timespec pause = {0, PAUSE_US * 1000};

	while (1)
	{
		nanosleep(&pause, NULL);
		spoil_window(&shared->window[WINDOWS - 1 - random_word() % LAST]);
	}
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return EXIT_FAILURE;
	int files[2];
	receive_files(atoi(argv[2]), MSG_PEEK, files);
	t_shared *shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, files[0], 0);
	if (shared == MAP_FAILED)
		return EXIT_FAILURE;
	close(files[0]);
	close(files[1]);
	random_seed(strtoul(argv[1], NULL, 10));
	pid_t subject = getpid();
	if (fork() == 0)
	{
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == subject)
			spoil(shared);
		_exit(EXIT_FAILURE);
	}
	execv(argv[3], argv + 3);
	return EXIT_FAILURE;
}
