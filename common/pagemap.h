#ifndef PAGEMAP_H
#define PAGEMAP_H

#include <stdio.h>
#include <sys/types.h>

/*
 * What the kernel tells of a process's pages in /proc/<pid>/pagemap, see
 * proc_pid_pagemap(5): bit 63, the page is in memory; bit 56, this process alone maps it.
 * An ordinary user may read these of processes of his own; a sandbox may not show them.
 */

typedef enum e_page
{
	PAGE_UNKNOWN, /* the kernel does not tell */
	PAGE_ABSENT, /* not in memory: never touched, or given back */
	PAGE_SHARED, /* others map it too */
	PAGE_ALONE /* this process alone maps it */
} t_page;

/* The page that holds the address in that process; pid 0 is this one. */
t_page pagemap_page(pid_t pid, const void *address);

/* One character for each of `count` pages from `start` on: '#' alone, '=' shared, '.'
 * absent, '?' unknown. */
void pagemap_draw(FILE *out, pid_t pid, const void *start, size_t count);

#endif
