/* Earns 0: asks the kernel for the memory of every other process. */
/* Told: errno is EPERM */
#define _GNU_SOURCE
#include "quarantine.h"

#include <sys/uio.h>
#include <unistd.h>

int arena_init(t_arena *a, size_t size)
{
	char byte;
	struct iovec here = {&byte, 1};
	struct iovec there = {(void *)0x400000, 1};

	(void)a;
	(void)size;
	for (pid_t pid = 1; pid < 300; pid++)
		if (pid != getpid() && process_vm_readv(pid, &here, 1, &there, 1, 0) == 1)
			write(2, "read another process\n", 21);
	return -1;
}
