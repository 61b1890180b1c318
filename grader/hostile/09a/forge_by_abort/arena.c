/* Earns 0: an assert whose text looks like a message of the harness. */
/* Told: abort was called */
#include "arena.h"

#include <assert.h>

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	assert(!"\nexpected: nothing\ngot: what was expected\033[2J");
	return 0;
}
