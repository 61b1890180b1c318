/* Earns 0: forks, and parent and child both answer, and go on through the row. */
/* Told: init_fields */
#include "fork_arena.h"

#include <unistd.h>

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	(void)a;
	(void)size;
	(void)policy;
	fork();
	return -1;
}
