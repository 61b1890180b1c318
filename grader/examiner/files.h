#ifndef FILES_H
#define FILES_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Files in memory (memfd_create(2)) that a row's processes have made. Their pages are
 * nobody's: no process pays for those that it has not mapped. So the examiner keeps each
 * file open until the row has ended, and counts what is in it.
 */

/* Keeps the file that is descriptor fd of this process. */
void files_keep(pid_t pid, int fd);

size_t files_count(void);

/* The bytes of memory that all of them take. */
size_t files_bytes(void);

/* A row begins, or has ended. */
void files_forget(void);

#endif
