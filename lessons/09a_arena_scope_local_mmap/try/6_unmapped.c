/* A pointer into a freed arena, and two things that can happen when it is read. */

#include "arena.h"
#include "experiment.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 65536
#define MINE "my own bytes"
#define OTHERS "somebody else's bytes"

/* Reads this byte in a child. Returns the signal that killed the child, or 0. */
static int signal_of_read(const volatile char *at)
{
	int status = 0;
	pid_t child = fork();

	experiment_claim(child != -1, "fork works");
	if (child == 0)
	{
		/* Leave no core file. */
		prctl(PR_SET_DUMPABLE, 0);
		(void)*at;
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* Makes an arena. Returns a block of it that holds this text. */
static char *block_with(t_arena *a, const char *text)
{
	char *block = arena_init(a, SIZE) == 0 ? arena_alloc(a, 64) : NULL;

	experiment_claim(block != NULL, "arena and block are there");
	return strcpy(block, text);
}

int main(void)
{
	t_arena a;
	t_arena b;
	char *block = block_with(&a, MINE);

	experiment_ask("A block of an arena holds \"%s\". The arena is freed, but the "
		       "program keeps a pointer to the block. What happens when it reads "
		       "through that pointer?",
		MINE);
	experiment_claim(arena_free(&a) == 0, "arena_free returns 0");
	int killer = signal_of_read(block);
	experiment_claim(killer == SIGSEGV, "the read ends in a SIGSEGV");
	experiment_saw("The process is killed by signal %d, SIGSEGV.", killer);

	experiment_ask(
		"\nThen another part of the program makes an arena of the same size "
		"and writes to its first block. What happens now when the old "
		"pointer is read?");
	const char *other = block_with(&b, OTHERS);
	experiment_claim(other == block, "the new arena has the old address");
	experiment_claim(signal_of_read(block) == 0, "the read does not fail");
	experiment_saw("No signal. It finds \"%s\".", block);

	experiment_why("A pointer is only a number. After munmap the processor finds no "
		       "page at that address, and the kernel kills the process. But the "
		       "address is free for the next mmap, which here took it at once. "
		       "From then on the old pointer works again, and the program reads, "
		       "or overwrites, somebody else's bytes. The crash was the lucky "
		       "case.");
	return arena_free(&b);
}
