/* Earns 0: calls _exit under another name, given by an asm label. */
/* Told: _exit is not in this lesson's toolbox */
#include "arena.h"

void leave(int status) __asm__("_" "exit");

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	leave(0);
	return 0;
}
