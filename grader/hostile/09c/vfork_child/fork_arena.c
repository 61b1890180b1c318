/* Earns 0: makes a child by vfork that returns into the frame of its parent. */
/* Told: vfork is not in this lesson */
#include "fork_arena.h"

#include <unistd.h>

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	(void)a;
	(void)size;
	(void)policy;
	if (vfork() == 0)
		return 0;
	return 0;
}
