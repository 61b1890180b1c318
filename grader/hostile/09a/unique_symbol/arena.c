/* Earns 0: a unique symbol stays a global name when others become local: its prctl would be the loop's. */
/* Told: prctl is a unique symbol */
#include "arena.h"

__asm__(".globl prctl\n"
	".type prctl, @gnu_unique_object\n"
	"prctl:\n"
	"\tret\n");
