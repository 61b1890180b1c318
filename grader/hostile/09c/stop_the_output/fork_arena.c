/* Earns 0: makes the inherited descriptors such that writing to them fails. */
/* Told: init_fields */
#include "fork_arena.h"

#include <fcntl.h>
#include <unistd.h>

int arena_init(t_arena *a, size_t size, t_policy policy)
{
	(void)a;
	(void)size;
	(void)policy;
	for (int fd = 0; fd < 64; fd++)
	{
		fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	for (int i = 0; i < 100000; i++)
		if (write(1, "0123456789abcdef0123456789abcdef0123456789abcdef", 48) == -1)
			break;
	return -1;
}
