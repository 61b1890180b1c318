#define _GNU_SOURCE
#include "core.h"

#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Whether the processor is ours from now on. A name in the abstract namespace, unix(7),
 * is nobody else's until its process has ended, and leaves no file behind. */
static int is_free(int core)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int length = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
		"arena-course-examiner-core-%d", core);
	int lock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (lock != -1 && bind(lock, (struct sockaddr *)&name,
				  (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
					      (size_t)length)) == 0)
		return 1;
	close(lock);
	return 0;
}

/* Those of this process when it began. */
static cpu_set_t g_allowed;

void core_take(void)
{
	int here = sched_getcpu();

	if (sched_getaffinity(0, sizeof(g_allowed), &g_allowed) == -1 || here < 0)
		return;
	for (int i = 0; i < CPU_SETSIZE; i++)
	{
		int core = (here + i) % CPU_SETSIZE;
		if (!CPU_ISSET(core, &g_allowed) || !is_free(core))
			continue;
		cpu_set_t one;
		CPU_ZERO(&one);
		CPU_SET(core, &one);
		sched_setaffinity(0, sizeof(one), &one);
		return;
	}
}

void core_spread(pid_t pid, size_t number)
{
	size_t count = (size_t)CPU_COUNT(&g_allowed);
	size_t skipped = count == 0 ? 0 : number % count;

	for (int core = 0; core < CPU_SETSIZE; core++)
	{
		if (!CPU_ISSET(core, &g_allowed) || skipped-- > 0)
			continue;
		cpu_set_t one;
		CPU_ZERO(&one);
		CPU_SET(core, &one);
		sched_setaffinity(pid, sizeof(one), &one);
		return;
	}
}
