#ifndef INTERLEAVE_H
#define INTERLEAVE_H

#include <stddef.h>

/*
 * Races on purpose. A row that lets processes run at the same time sees a race when it is
 * lucky; here the call is made instruction by instruction (the trap flag of the
 * processor, SIGTRAP after each), and is interrupted at a chosen one, so that each
 * interleaving is tried.
 */

/*
 * Calls call(data), and in its middle, after `at` instructions (from 1 on),
 * between(data). Returns 1; or 0 where the call was over before, or where the machine
 * cannot: then between is not called.
 */
int interrupted_call(
	void (*call)(void *data), void (*between)(void *data), void *data, size_t at);

#endif
