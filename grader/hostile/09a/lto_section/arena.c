/* Earns 0: code for another compiler at the link, which would replace the code that was inspected. */
/* Told: has a section .gnu.lto_x */
#include "arena.h"

__asm__(".section .gnu.lto_x, \"a\", @progbits\n"
	"inside: .quad 1\n"
	".data\n"
	".quad inside\n"
	".text\n");
