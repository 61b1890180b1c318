/* Earns 0: names another program for the kernel to start in its place, execve(2). */
/* Told: has a section .interp */
#include "arena.h"

__asm__(".section .interp, \"a\", @progbits\n"
	".asciz \"/bin/true\"\n"
	".text\n");
