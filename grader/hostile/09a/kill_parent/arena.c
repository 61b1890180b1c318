/* Earns 0: kills the process that runs the rows before it can report a failure. */
/* Told: getppid is not in this lesson's toolbox */
#include "arena.h"

#include <signal.h>
#include <unistd.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	kill(getppid(), SIGKILL);
	return 0;
}
