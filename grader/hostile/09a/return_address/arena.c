/* Earns 0: writes over the return addresses on the stack. */
/* Told: led to address 0, where there is no code */
#include "arena.h"

int arena_init(t_arena *a, size_t size)
{
	void *volatile *frame = __builtin_frame_address(0);

	(void)a;
	(void)size;
	for (int i = 0; i < 64; i++)
		frame[i] = NULL;
	return 0;
}
