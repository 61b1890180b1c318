#ifndef CORE_H
#define CORE_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Keeps this process, and those that it starts, on one processor that no other examiner
 * has: a call in another process and back takes half as long there as from one processor
 * to another. Where every processor is taken, nothing is changed.
 */
void core_take(void);

/* Moves a process to another processor, if there is one: for those that are to run at the
 * same time, which are numbered. */
void core_spread(pid_t pid, size_t number);

#endif
