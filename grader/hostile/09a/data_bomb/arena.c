/* Earns 0: initialised data of many gigabytes, which the compiler would have to write out. */
/* Told: grew too large */
#include "arena.h"

char g_bomb[(size_t)8 << 30] = {1};

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}
