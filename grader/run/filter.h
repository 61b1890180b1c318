#ifndef FILTER_H
#define FILTER_H

/*
 * Writes a seccomp filter as the kernel takes it to a file: the processes that run a
 * submission's code load it. Made with libseccomp, which knows the numbers of the system
 * calls of each machine. `processes`: the lesson is about processes, so a submission may
 * end its children. `writes`: files may be opened for writing, for a tool that writes its
 * own at the end; then only the view, see view.h, keeps a submission from files. Returns
 * 0, or -1 with errno set.
 */
int filter_write(const char *path, int processes, int writes);

#endif
