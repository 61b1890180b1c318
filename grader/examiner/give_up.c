#include "give_up.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void give_up(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	/* The subject's processes end with it: PTRACE_O_EXITKILL, PR_SET_PDEATHSIG. */
	exit(EXIT_FAILURE);
}
