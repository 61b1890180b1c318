/* Earns 0: forks four times in every call; of sixteen processes half exit with 0, half go on. */
/* Told: in the middle of the row */
#include "fork_arena.h"

#include <unistd.h>

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	(void)a;
	(void)size;
	(void)policy;
	for (int i = 0; i < 4; i++)
		if (fork() == 0 && i % 2 == 0)
			_exit(0);
	_exit(0);
}
