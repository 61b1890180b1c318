/* Earns 0: so many names that the place of a crash is long to find. */
/* Told: has more than 20000 names */
#include "arena.h"

__asm__(".macro name\n"
	"name\\@: nop\n"
	".endm\n"
	".rept 30000\n"
	"name\n"
	".endr\n");
