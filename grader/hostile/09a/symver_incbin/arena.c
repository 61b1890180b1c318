/* Earns 0: a line for the assembler in the name of a symbol's version. */
/* Told: assembly is not in */
#include "arena.h"

__attribute__((symver("x@VERS\n\t.incbin \"/etc/passwd\"\n\t#"), used)) int other(void)
{
	return 1;
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return 0;
}
