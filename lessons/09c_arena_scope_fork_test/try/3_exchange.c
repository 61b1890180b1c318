/* How an update of shared memory gets lost, and what an exchange does about it. */

#include "experiment.h"
#include "fork_arena.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

typedef _Atomic int t_mark;
typedef int (*t_record)(t_mark *highest, int mine, int pauses);

static void pause_if(int pauses)
{
	if (pauses)
		raise(SIGSTOP);
}

/* Both keep the highest number that any process has had, and may pause in their middle.
 * Both return how many exchanges have failed. */
static int record_in_steps(t_mark *highest, int mine, int pauses)
{
	int seen = atomic_load(highest);

	pause_if(pauses);
	if (mine > seen)
		atomic_store(highest, mine);
	return 0;
}

static int record_by_exchange(t_mark *highest, int mine, int pauses)
{
	int failed = 0;
	int seen = atomic_load(highest);

	pause_if(pauses);
	/* An exchange that fails has put the present value into seen. */
	while (mine > seen && !atomic_compare_exchange_weak(highest, &seen, mine))
		failed++;
	return failed;
}

static pid_t begin(t_record record, t_mark *highest, int mine, int pauses)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	/* A paused child is not to outlive this program. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	_exit(record(highest, mine, pauses));
}

/* The first pauses, the second runs to its end, the first goes on. Returns how many of
 * the first one's exchanges have failed. */
static int run_both(t_record record, t_mark *highest)
{
	int status;

	pid_t first = begin(record, highest, 7, 1);
	waitpid(first, &status, WUNTRACED);
	experiment_claim(WIFSTOPPED(status), "the first process pauses");
	pid_t second = begin(record, highest, 9, 0);
	waitpid(second, &status, 0);
	experiment_claim(atomic_load(highest) == 9, "the second writes 9");
	kill(first, SIGCONT);
	waitpid(first, &status, 0);
	return WEXITSTATUS(status);
}

int main(void)
{
	t_arena a;

	experiment_claim(arena_init(&a, sizeof(t_mark), ARENA_SHARED) == 0, "an arena");
	t_mark *highest = a.base;
	experiment_ask(
		"The highest number so far is in a shared arena: it is 0. One process "
		"has a 7: it reads the 0, and pauses. Another has a 9: it reads the 0, "
		"and writes 9. Then the first goes on and writes its 7. Each access is "
		"atomic. What is the number now?");
	run_both(record_in_steps, highest);
	experiment_saw("It is %d.", atomic_load(highest));
	experiment_claim(atomic_load(highest) == 7, "the 9 is lost");

	experiment_ask(
		"\nNow each process writes with compare and exchange: only if the number "
		"is still the one that it has read. What is the number at the end?");
	atomic_store(highest, 0);
	int failed = run_both(record_by_exchange, highest);
	experiment_saw("It is %d. Exchanges of the first process that failed: %d.",
		atomic_load(highest), failed);
	experiment_claim(atomic_load(highest) == 9 && failed > 0, "the 9 stays");

	experiment_why(
		"Two atomic accesses are not one atomic update: any number of other "
		"processes can come in between. atomic_compare_exchange_weak compares "
		"and writes in a single step. If another process was faster, it writes "
		"nothing, puts the present number into `seen` and returns false. Then "
		"everything must be decided anew: here 7 is no longer the higher number, "
		"so there is nothing left to write.");
	return 0;
}
