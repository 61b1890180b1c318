#define _GNU_SOURCE
#include "filter.h"

#include "board.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The first level of libseccomp's interface that has SCMP_ACT_KILL_PROCESS. */
#define API_LEVEL 3

/*
 * What no row of a lesson does. All else is allowed, so that the filter holds under
 * valgrind too, and under C libraries to come; what may be called at all is decided
 * by the toolbox, and this is the second lock. The calls answer EPERM.
 */
static const int g_forbidden[] = {
	/* signals to others, and other processes' memory */
	SCMP_SYS(tkill),
	SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo),
	SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(process_madvise),
	/* leaving the group that ends with the row */
	SCMP_SYS(setsid),
	SCMP_SYS(setpgid),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	/* other programs, other machines */
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(socket),
	SCMP_SYS(socketpair),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(listen),
	SCMP_SYS(accept),
	SCMP_SYS(accept4),
	/* limits of its own making */
	SCMP_SYS(setrlimit),
	SCMP_SYS(prlimit64),
	SCMP_SYS(setpriority),
	SCMP_SYS(sched_setaffinity),
	/* files: none is made, changed or removed */
	SCMP_SYS(creat),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat),
	SCMP_SYS(rmdir),
	SCMP_SYS(link),
	SCMP_SYS(linkat),
	SCMP_SYS(symlink),
	SCMP_SYS(symlinkat),
	SCMP_SYS(mknod),
	SCMP_SYS(mknodat),
	SCMP_SYS(truncate),
	SCMP_SYS(chmod),
	SCMP_SYS(fchmod),
	SCMP_SYS(fchmodat),
	SCMP_SYS(chown),
	SCMP_SYS(lchown),
	SCMP_SYS(fchown),
	SCMP_SYS(fchownat),
	SCMP_SYS(setxattr),
	SCMP_SYS(utimensat),
	SCMP_SYS(openat2),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(chroot),
	SCMP_SYS(pivot_root),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(open_by_handle_at),
	/* what outlives a process */
	SCMP_SYS(shmget),
	SCMP_SYS(shmat),
	SCMP_SYS(msgget),
	SCMP_SYS(semget),
	SCMP_SYS(mq_open),
	SCMP_SYS(add_key),
	SCMP_SYS(keyctl),
	/* roads around this filter, and into the kernel */
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(kexec_load),
	SCMP_SYS(reboot),
};

static int forbid_where(scmp_filter_ctx filter, int call, struct scmp_arg_cmp argument)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 1, argument);
}

static int forbid_writing(scmp_filter_ctx filter, int call, unsigned flags_at)
{
	/* O_RDONLY | O_TRUNC empties a file too. */
	return forbid_where(filter, call,
		       SCMP_CMP(flags_at, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY)) |
	       forbid_where(filter, call,
		       SCMP_CMP(flags_at, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR)) |
	       forbid_where(filter, call,
		       SCMP_CMP(flags_at, SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT)) |
	       forbid_where(filter, call,
		       SCMP_CMP(flags_at, SCMP_CMP_MASKED_EQ, O_TRUNC, O_TRUNC));
}

/* A descriptor may have its owner signalled, whoever that is. Only the low 32 bits count
 * for the kernel. */
static int forbid_owners(scmp_filter_ctx filter)
{
	static const unsigned controls[] = {F_SETOWN, F_SETOWN_EX, F_SETSIG};
	static const unsigned requests[] = {FIOSETOWN, SIOCSPGRP};
	int status = 0;

	for (size_t i = 0; i < sizeof(controls) / sizeof(*controls); i++)
		status |= forbid_where(filter, SCMP_SYS(fcntl),
			SCMP_CMP(1, SCMP_CMP_MASKED_EQ, 0xffffffffu, controls[i]));
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++)
		status |= forbid_where(filter, SCMP_SYS(ioctl),
			SCMP_CMP(1, SCMP_CMP_MASKED_EQ, 0xffffffffu, requests[i]));
	return status;
}

/*
 * abort raises SIGABRT in its own process. Which that is, each process knows for itself:
 * it puts its pid where BOARD_OWN_PID stands before it loads the filter.
 */
static int forbid_signals(scmp_filter_ctx filter)
{
	return forbid_where(filter, SCMP_SYS(tgkill), SCMP_A2(SCMP_CMP_NE, SIGABRT, 0)) |
	       forbid_where(
		       filter, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_NE, BOARD_OWN_PID, 0));
}

static int forbid_processes(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), 0) |
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(pidfd_open), 0);
}

/*
 * In a lesson about processes, kill reaches one process by its pid, and none of those
 * that grade. That it is a child of the caller is seen to by the ledger, which stands
 * before it.
 */
static int forbid_bystanders(scmp_filter_ctx filter)
{
	static const unsigned protected[] = {
		0, BOARD_PROGRAM_PID, BOARD_KEEPER_PID, BOARD_GRADER_PID};
	/* Negative pids are groups, or everyone. */
	int status = forbid_where(filter, SCMP_SYS(kill),
		SCMP_A0(SCMP_CMP_MASKED_EQ, 0x80000000u, 0x80000000u));

	for (size_t i = 0; i < sizeof(protected) / sizeof(*protected); i++)
		status |= forbid_where(filter, SCMP_SYS(kill),
			SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffffu, protected[i]));
	return status;
}

static int add_rules(scmp_filter_ctx filter, int processes, int writes)
{
	int status = 0;

	for (size_t i = 0; i < sizeof(g_forbidden) / sizeof(*g_forbidden); i++)
		status |= seccomp_rule_add(
			filter, SCMP_ACT_ERRNO(EPERM), g_forbidden[i], 0);
	status |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, BOARD_SUICIDE, 0);
	if (!writes)
		status |= forbid_writing(filter, SCMP_SYS(open), 1) |
			  forbid_writing(filter, SCMP_SYS(openat), 2);
	status |= forbid_owners(filter);
	status |= forbid_signals(filter);
	status |= processes ? forbid_bystanders(filter) : forbid_processes(filter);
	return status;
}

int filter_write(const char *path, int processes, int writes)
{
	/* Who loads the filter finds out what the kernel can do. Asked here, valgrind
	 * would say: nothing. */
	seccomp_api_set(API_LEVEL);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int fd = file_begin(path);
	int status =
		filter == NULL || fd == -1 || add_rules(filter, processes, writes) != 0
			? -1
			: seccomp_export_bpf(filter, fd);

	if (fd != -1)
		close(fd);
	if (filter != NULL)
		seccomp_release(filter);
	return status == 0 ? 0 : -1;
}
