#ifndef KEEPER_H
#define KEEPER_H

#include "run.h"

/*
 * The keeper's whole life, in a process of its own: runs the command, writes the outcome
 * and then the output to `report`, and exits. It ends everything at once when `lifeline`
 * reaches its end, because then the grader is gone. `confined`: the command is
 * bubblewrap, see view.h, and the outcome that of the command behind it.
 */
void keeper(const t_command *command, const t_limits *limits, int confined, int report,
	int lifeline) __attribute__((noreturn));

#endif
