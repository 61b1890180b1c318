#include "row.h"

#include <stdint.h>

/*
 * The functions of a suite call these when they begin and end (-finstrument-functions). A
 * submission that writes over a return address on the stack could have its caller return
 * behind what a row looks at: so each function notes where it returns to, and looks again
 * before it does.
 */

#define DEEPEST 512

/* Complemented, and turned by how deep they lie: a return address by itself is easily
 * found. */
static _Thread_local uintptr_t g_noted[DEEPEST];
static _Thread_local volatile unsigned g_depth;

static uintptr_t disguised(const void *address, unsigned depth)
{
	return ~(uintptr_t)address * (2 * (uintptr_t)depth + 0x9e3779b97f4a7c15u);
}

void __cyg_profile_func_enter(void *function, void *caller)
{
	/* First the place, then what lies there: a signal's handler may come between, and
	 * uses the next ones. */
	unsigned at = g_depth++;

	(void)function;
	if (at < DEEPEST)
		g_noted[at] = disguised(caller, at);
}

void __cyg_profile_func_exit(void *function, void *caller)
{
	unsigned at = g_depth - 1;

	(void)function;
	if (at < DEEPEST && g_noted[at] != disguised(caller, at))
	{
		expected("the submission leaves the stack of its callers as it is");
		got("it wrote over a return address, so that the row would end elsewhere");
	}
	g_depth = at;
}
