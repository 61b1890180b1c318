#ifndef FILTER_H
#define FILTER_H

/*
 * Writes a seccomp filter as the kernel takes it to a file: the processes that run a
 * submission's code load it. Made with libseccomp, which knows the numbers of the
 * system calls of each machine. `processes`: the lesson is about processes, so a submission
 * may end its children. Returns 0, or -1 with errno set.
 */
int filter_write(const char *path, int processes);

#endif
