/* Earns 0: a second symbol table, which tools that copy objects refuse. */
/* Told: cannot be read | file format not recognized */
#include "arena.h"

__asm__(".section .own, \"\", @2\n"
	".byte 1\n"
	".text\n");
