#define _GNU_SOURCE
#include "allow.h"

#include "file.h"
#include "window.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Instructions of a filter. */
#define MOST 4096

/* Of every lesson: memory, printing, the subject's own loop, the C library's start and
 * end. */
static const int g_common[] = {
	SCMP_SYS(brk),
	SCMP_SYS(mincore),
	SCMP_SYS(msync),
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(lseek),
	SCMP_SYS(dup),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(futex),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(getpid),
	SCMP_SYS(getppid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(getrandom),
	SCMP_SYS(getcpu),
	SCMP_SYS(sysinfo),
	SCMP_SYS(uname),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(getrlimit),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(wait4),
	SCMP_SYS(waitid),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(rseq),
};

/* Of a lesson about processes, beside what the ledger knows. */
static const int g_processes[] = {
	SCMP_SYS(pause),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(pidfd_open),
	SCMP_SYS(pipe),
	SCMP_SYS(pipe2),
	SCMP_SYS(alarm),
	SCMP_SYS(getitimer),
	SCMP_SYS(setitimer),
	SCMP_SYS(timer_create),
	SCMP_SYS(timer_settime),
	SCMP_SYS(timer_gettime),
	SCMP_SYS(timer_getoverrun),
	SCMP_SYS(timer_delete),
	SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(rt_sigsuspend),
	SCMP_SYS(rt_sigpending),
	SCMP_SYS(times),
	SCMP_SYS(getrusage),
};

/* Of compilers, linkers and what they start, as gcc, clang, binutils and ccache ask for
 * them: files, processes and memory of their own. */
static const int g_tools[] = {
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(mprotect),
	SCMP_SYS(madvise),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(execve),
	SCMP_SYS(kill),
	SCMP_SYS(tkill),
	SCMP_SYS(tgkill),
	SCMP_SYS(arch_prctl),
	SCMP_SYS(prctl),
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(creat),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(statfs),
	SCMP_SYS(fstatfs),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getcwd),
	SCMP_SYS(chdir),
	SCMP_SYS(fchdir),
	SCMP_SYS(getdents),
	SCMP_SYS(getdents64),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat),
	SCMP_SYS(rmdir),
	SCMP_SYS(chmod),
	SCMP_SYS(fchmod),
	SCMP_SYS(fchmodat),
	SCMP_SYS(umask),
	SCMP_SYS(utimensat),
	SCMP_SYS(truncate),
	SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate),
	SCMP_SYS(fadvise64),
	SCMP_SYS(fsync),
	SCMP_SYS(flock),
	SCMP_SYS(sendfile),
	SCMP_SYS(copy_file_range),
	SCMP_SYS(preadv),
	SCMP_SYS(pwritev),
	SCMP_SYS(fcntl),
	SCMP_SYS(dup2),
	SCMP_SYS(dup3),
	SCMP_SYS(pipe),
	SCMP_SYS(pipe2),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(eventfd2),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(times),
	SCMP_SYS(getrusage),
	SCMP_SYS(setrlimit),
	SCMP_SYS(prlimit64),
	SCMP_SYS(sched_getparam),
	SCMP_SYS(sched_getscheduler),
	SCMP_SYS(getpgrp),
	SCMP_SYS(getpgid),
	SCMP_SYS(getsid),
	SCMP_SYS(setpgid),
	SCMP_SYS(getgroups),
	SCMP_SYS(getresuid),
	SCMP_SYS(getresgid),
	SCMP_SYS(membarrier),
	SCMP_SYS(mlock),
	SCMP_SYS(munlock),
	SCMP_SYS(rt_sigsuspend),
	SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(rt_sigpending),
	SCMP_SYS(alarm),
	SCMP_SYS(setitimer),
	SCMP_SYS(timer_create),
	SCMP_SYS(timer_settime),
	SCMP_SYS(timer_delete),
	SCMP_SYS(pause),
};

/* What the ledger knows: the tracer sees these, and may refuse them. */
static const int g_known[] = {
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(mprotect),
	SCMP_SYS(madvise),
	SCMP_SYS(fork),
	SCMP_SYS(kill),
};

/* valgrind reads maps and programs for its messages, and keeps signals in its own
 * hands. */
static const int g_valgrind[] = {
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(access),
	SCMP_SYS(getcwd),
	SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(getdents64),
	SCMP_SYS(prlimit64),
	SCMP_SYS(pipe),
	SCMP_SYS(pipe2),
	SCMP_SYS(poll),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(nanosleep),
};

#define ADD(filter, action, list)                                                        \
	add_all(filter, action, list, sizeof(list) / sizeof(*(list)))

static int add_all(
	scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	int status = 0;

	for (size_t i = 0; i < count; i++)
		status |= seccomp_rule_add(filter, action, calls[i], 0);
	return status;
}

static int allow_where(scmp_filter_ctx filter, int call, struct scmp_arg_cmp argument)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, argument);
}

/* clone(2) as fork(3) calls it, and no other: no thread, no namespace, no child that its
 * parent waits for without being seen, or that no tracer or parent hears of. clone3's
 * flags are in memory, where no filter looks. */
static int add_fork(scmp_filter_ctx filter, uint32_t action)
{
	const scmp_datum_t notes =
		CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_PARENT_SETTID;

	return seccomp_rule_add(filter, action, SCMP_SYS(clone), 1,
		SCMP_A0(SCMP_CMP_MASKED_EQ, ~notes, SIGCHLD));
}

/* Files are opened to be read alone, and by valgrind. */
static int allow_reading(scmp_filter_ctx filter)
{
	const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;

	return allow_where(filter, SCMP_SYS(open),
		       SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY)) |
	       allow_where(filter, SCMP_SYS(openat),
		       SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
}

/* Descriptors may be copied and asked about, and have no owner to be signalled. Only the
 * low 32 bits count for the kernel. stdio asks whether it writes to a terminal. */
static int allow_controls(scmp_filter_ctx filter)
{
	static const unsigned controls[] = {
		F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};
	int status = allow_where(filter, SCMP_SYS(ioctl),
		SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffu, TCGETS));

	for (size_t i = 0; i < sizeof(controls) / sizeof(*controls); i++)
		status |= allow_where(filter, SCMP_SYS(fcntl),
			SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffu, controls[i]));
	/* A limit may be asked for, and not set. */
	return status |
	       allow_where(filter, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0, 0));
}

/* abort sends a signal to the thread itself: the process that loads the filter puts its
 * pid there. Of one that is forked later abort ends as well, by other means. */
static int allow_abort(scmp_filter_ctx filter)
{
	return allow_where(
		filter, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, FILTER_OWN_PID, 0));
}

/* A process may ask the kernel to read its own memory: seen by the tracer, or, under
 * valgrind, by the pid of the process that loads the filter. */
static int allow_own_memory(scmp_filter_ctx filter, t_stage stage)
{
	if (stage == STAGE_TRACED)
		return seccomp_rule_add(
			filter, SCMP_ACT_TRACE(0), SCMP_SYS(process_vm_readv), 0);
	if (stage == STAGE_ALONE)
		return 0;
	return allow_where(filter, SCMP_SYS(process_vm_readv),
		SCMP_A0(SCMP_CMP_EQ, FILTER_OWN_PID, 0));
}

/* No namespace of their own: clone3's flags are in memory, where no filter looks, so the
 * C library is told that there is no such call, and takes clone. */
static int allow_clone(scmp_filter_ctx filter)
{
	const scmp_datum_t namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
					CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |
					CLONE_NEWCGROUP;

	return allow_where(
		filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces, 0));
}

/* Files in memory. Under valgrind, where nobody counts them, the subject has its own from
 * the beginning: see inside.c. */
static int add_files(scmp_filter_ctx filter, t_stage stage, uint32_t known)
{
	const scmp_datum_t others = ~(scmp_datum_t)(MFD_CLOEXEC | MFD_ALLOW_SEALING);
	const scmp_datum_t low = 0xffffffffu;
	int status = seccomp_rule_add(filter, known, SCMP_SYS(close), 0) |
		     seccomp_rule_add(filter, known, SCMP_SYS(ftruncate), 0);

	if (stage == STAGE_TRACED || stage == STAGE_ALONE)
		status |= seccomp_rule_add(filter, known, SCMP_SYS(memfd_create), 1,
				  SCMP_A1(SCMP_CMP_MASKED_EQ, others & low, 0)) |
			  seccomp_rule_add(filter, known, SCMP_SYS(fcntl), 1,
				  SCMP_A1(SCMP_CMP_MASKED_EQ, low, F_ADD_SEALS)) |
			  allow_where(filter, SCMP_SYS(fcntl),
				  SCMP_A1(SCMP_CMP_MASKED_EQ, low, F_GET_SEALS));
	return status;
}

static int add_rules(scmp_filter_ctx filter, t_stage stage, int needs)
{
	uint32_t known = stage == STAGE_TRACED ? SCMP_ACT_TRACE(0) : SCMP_ACT_ALLOW;
	int status = ADD(filter, SCMP_ACT_ALLOW, g_common);

	if (stage == STAGE_TOOLS)
		return status | ADD(filter, SCMP_ACT_ALLOW, g_tools) |
		       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(close), 0) |
		       allow_clone(filter) | allow_controls(filter);
	status |= ADD(filter, known, g_known) | add_fork(filter, known);
	if (needs & NEEDS_PROCESSES)
		status |= ADD(filter, SCMP_ACT_ALLOW, g_processes);
	status |= needs & NEEDS_FILES
			  ? add_files(filter, stage, known)
			  : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(close), 0);
	if (stage == STAGE_COUNTED)
		status |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 0) |
			  seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0);
	if (stage == STAGE_WATCHED || stage == STAGE_COUNTED)
		status |= ADD(filter, SCMP_ACT_ALLOW, g_valgrind) |
			  seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 0) |
			  allow_reading(filter);
	if (stage == STAGE_TRACED)
		status |= seccomp_rule_add(filter, known, SCMP_SYS(tgkill), 0);
	else
		status |= allow_abort(filter);
	return status | allow_own_memory(filter, stage) | allow_controls(filter);
}

/* A tool that is refused a call says so less well than one that believes the kernel to
 * be an older one. */
static scmp_filter_ctx make(t_stage stage, int needs)
{
	scmp_filter_ctx filter =
		seccomp_init(SCMP_ACT_ERRNO(stage == STAGE_TOOLS ? ENOSYS : EPERM));

	if (filter != NULL && add_rules(filter, stage, needs) == 0)
		return filter;
	if (filter != NULL)
		seccomp_release(filter);
	return NULL;
}

static int export(int fd, t_stage stage, int needs)
{
	scmp_filter_ctx filter = fd == -1 ? NULL : make(stage, needs);
	int status = filter == NULL ? -1 : seccomp_export_bpf(filter, fd);

	if (filter != NULL)
		seccomp_release(filter);
	if (status != 0 && filter != NULL)
		errno = -status;
	return status == 0 ? 0 : -1;
}

int allow_write(const char *path, t_stage stage, int needs)
{
	int fd = file_begin(path);
	int status = export(fd, stage, needs);

	if (fd != -1)
		close(fd);
	return status;
}

int allow_tools(void)
{
	static int fd = -1;

	if (fd == -1)
	{
		fd = memfd_create("filter", MFD_CLOEXEC);
		if (fd != -1 && export(fd, STAGE_TOOLS, 0) == -1)
		{
			int error = errno;
			close(fd);
			fd = -1;
			errno = error;
		}
	}
	return fd == -1 || lseek(fd, 0, SEEK_SET) == -1 ? -1 : fd;
}

void allow_load(int fd)
{
	struct sock_filter list[MOST];
	ssize_t size = pread(fd, list, sizeof(list), 0);
	struct sock_fprog program = {(unsigned short)(size / sizeof(*list)), list};

	if (size <= 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == -1)
		abort();
}
