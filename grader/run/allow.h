#ifndef ALLOW_H
#define ALLOW_H

/* Who loads the filter, and what that needs beside the submission. */
typedef enum e_stage
{
	STAGE_TRACED, /* the subject, whose tracer sees the calls that its ledger knows */
	STAGE_ALONE, /* the subject, where nobody can trace it */
	STAGE_WATCHED, /* the subject under valgrind */
	/* the same, which opens files to write to them: only where bubblewrap keeps it
	 * from those of the machine */
	STAGE_COUNTED,
	STAGE_TOOLS /* compilers and linkers */
} t_stage;

enum e_needs
{
	NEEDS_PROCESSES = 1, /* a submission may fork, wait and send signals */
	NEEDS_FILES = 2 /* it may make files in memory, memfd_create(2) */
};

/*
 * Writes a seccomp filter as the kernel takes it to a file: a list of the system calls
 * that the processes of a subject may make; all others answer EPERM. Made with
 * libseccomp, which knows their numbers on each machine. `needs`: what a submission
 * of the lesson may do, of e_needs. Returns 0, or -1 with errno set.
 */
int allow_write(const char *path, t_stage stage, int needs);

/* The filter for compilers and linkers, as a descriptor of a file that begins with it:
 * what is not on its list is as on a kernel that has no such call. Returns -1 with
 * errno set where there is none. */
int allow_tools(void);

/* Loads the filter of such a file into this process. Aborts where that cannot be. */
void allow_load(int fd);

#endif
