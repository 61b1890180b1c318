/* Earns 0: its handler returns to the instruction that faults, and so it never ends. */
/* Told: SIGSEGV */
#include "quarantine.h"

#include <signal.h>

static void go_on(int signal)
{
	(void)signal;
}

int arena_init(t_arena *a, size_t size)
{
	struct sigaction action = {.sa_handler = go_on, .sa_flags = SA_NODEFER};

	(void)a;
	(void)size;
	sigaction(SIGSEGV, &action, NULL);
	*(volatile char *)8 = 1;
	return 0;
}
