/* Earns 0: ends with status 0 at any signal, whatever was promised. */
/* Told: SIGSEGV */
#include "quarantine.h"

#include <signal.h>
#include <unistd.h>

static void leave(int signal)
{
	(void)signal;
	_exit(0);
}

int arena_init(t_arena *a, size_t size)
{
	(void)size;
	for (int i = 1; i < 65; i++)
		signal(i, leave);
	*(volatile char *)8 = 1;
	(void)a;
	return 0;
}
