/* Earns 0: inline assembly behind a _Pragma and a line that begins like a marker. */
/* Told: file not found: /etc/passwd | it returned -1 */
#include "arena.h"

_Pragma("GCC poison nothing") _Pragma("GCC diagnostic ignored \"-Wall\"")

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	return -1;
}

_Pragma("GCC push_options") asm(".incbin \"/etc/passwd\"");
