#include "killed.h"

#include "text.h"

#include <signal.h>
#include <string.h>

/* What gcc and clang say where SIGKILL ended the program that they had started. */
static const char *const g_said[] = {
	": fatal error: Killed signal terminated program ",
	": error: unable to execute command: Killed",
};

/* Of the driver itself: a message about a source names a line and a column before "error". */
static int is_said_by_driver(const char *output, const char *at)
{
	while (at > output && at[-1] != '\n')
		if (*--at == ':' || *at == ' ')
			return 0;
	return 1;
}

int compiler_was_killed(const t_outcome *outcome)
{
	if (outcome->end == END_SIGNALED && outcome->code == SIGKILL)
		return 1;
	for (size_t i = 0; i < sizeof(g_said) / sizeof(*g_said); i++)
	{
		const char *at = strstr(outcome->output, g_said[i]);
		if (outcome->end == END_EXITED && at != NULL && is_said_by_driver(outcome->output, at))
			return 1;
	}
	return 0;
}
