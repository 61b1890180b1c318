#ifndef CHILD_H
#define CHILD_H

#include "process.h"

/* Children that a row forks by itself, to see what becomes of its subject there. */

/* Forks g_process. The child waits for calls; g_process stays what it is. */
t_process *child_begin(void);

/* Ends the child, and has its parent, g_process, wait for it. */
void child_end(t_process *child);

/*
 * Runs work(data) with a child of g_process in its place, and ends the child. What it
 * finds wrong is said to be so "in the child".
 */
void in_child(void (*work)(void *data), void *data);

/* What became of g_process's child, a wait status, once it has ended by itself: waits for
 * it. */
int child_status(t_process *child);

#endif
