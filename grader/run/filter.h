#ifndef FILTER_H
#define FILTER_H

/*
 * Writes a seccomp filter as the kernel takes it to a file: the processes that run a
 * submission's code load it. Made with libseccomp, which knows the numbers of the
 * system calls of each machine. Returns 0, or -1 with errno set.
 */
int filter_write(const char *path);

#endif
