#ifndef INTERRUPT_H
#define INTERRUPT_H

#include "process.h"

/*
 * Races on purpose. A row that lets processes run at the same time sees a race when it is
 * lucky; here a call is made instruction by instruction, and is interrupted at a chosen
 * one, so that each interleaving is tried.
 */

typedef struct s_interrupted
{
	t_process *process; /* which makes the call */
	uint32_t step;
	const uint64_t *arguments;
	uint64_t value; /* of the call */
	int error; /* its errno */
} t_interrupted;

/*
 * Makes the call, and in its middle, after `at` instructions (from 1 on, those of the
 * subject's loop among them), runs between(data): the process stands still meanwhile.
 * Returns 1; or 0 where the call was over before: then between is not run.
 */
int interrupted_call(
	t_interrupted *call, size_t at, void (*between)(void *data), void *data);

/* The same, and the process is killed there. Returns 0 where the call was over before:
 * then it lives on. */
int killed_in_call(t_interrupted *call, size_t at);

#endif
