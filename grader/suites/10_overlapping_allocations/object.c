/* Rows of memory_init and memory_close. */

#define _GNU_SOURCE
#include "objects.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const size_t g_sizes[] = {1, 100, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE + 7, 1 << 20};

#define SIZES (sizeof(g_sizes) / sizeof(*g_sizes))
#define GIB ((size_t)1 << 30)

/* What fstat says of the object's descriptor. */
static struct stat status_of(const t_object *o)
{
	struct stat status;
	t_address at = stage(sizeof(status));
	t_answer answer = CALL_KERNEL(SYS_fstat, (uint64_t)o->memory.fd, at);

	expected("%s.fd is an open descriptor", o->name);
	if ((int)answer.value == -1)
		got("%s.fd is %d, of which fstat says %s", o->name, o->memory.fd,
			errno_name(answer.error));
	if (row_is_watched())
		CALL(STEP_DEFINED, at, sizeof(status));
	read_memory(at, &status, sizeof(status));
	return status;
}

static int seals_of(const t_object *o)
{
	t_answer answer = CALL_KERNEL(SYS_fcntl, (uint64_t)o->memory.fd, F_GET_SEALS, 0);

	return (int)answer.value;
}

ROW(object_made)
{
	for (size_t i = 0; i < SIZES; i++)
	{
		another_try();
		t_object m = live_object("m", g_sizes[i]);
		expect_size("m.size", g_sizes[i], m.memory.size);
		struct stat status = status_of(&m);
		expected("m.fd is a file from memfd_create of %zu bytes", g_sizes[i]);
		if (!S_ISREG(status.st_mode) || seals_of(&m) == -1)
			got("m.fd is %d, which is no such file", m.memory.fd);
		if ((size_t)status.st_size != g_sizes[i])
			got("the file has %zu bytes", (size_t)status.st_size);
		call_close(&m);
	}
}

ROW(object_closed_on_exec)
{
	t_object m = live_object("m", 100);

	status_of(&m);
	t_answer answer = CALL_KERNEL(SYS_fcntl, (uint64_t)m.memory.fd, F_GETFD, 0);
	expected("m.fd has the flag FD_CLOEXEC");
	if ((answer.value & FD_CLOEXEC) == 0)
		got("a program that the process executes would have the descriptor, too");
	call_close(&m);
}

ROW(object_sealed)
{
	t_object m = live_object("m", 3 * PAGE);

	status_of(&m);
	noted("ftruncate(m.fd, %zu)", PAGE);
	t_answer answer = CALL_KERNEL(SYS_ftruncate, (uint64_t)m.memory.fd, PAGE);
	expected("nobody can make the file smaller: ftruncate fails with EPERM");
	if ((int)answer.value != -1)
		got("the file has become smaller: touching a page that is gone is a "
		    "SIGBUS");
	unmap(view_of(&m, 2 * PAGE, PAGE), PAGE);
	call_close(&m);
}

/* memory_init fails with this errno, and leaves nothing. */
static void refuse(size_t size, int error, const char *why)
{
	t_object m = object("m");
	size_t before = descriptors();
	int status = call_init(&m, size);

	expect_failure(status, m.error, error, why);
	expect_dead_object(&m, "a failure");
	expect_closed(before, "a failure");
}

/* Before a refusal something is made, so that it is told from what is not written yet. */
static void make_one(void)
{
	t_object z = live_object("z", 64);

	call_close(&z);
}

ROW(object_refuses)
{
	static const size_t sizes[] = {
		SIZE_MAX, SIZE_MAX - 4095, SIZE_MAX / 2 + 1, SIZE_MAX - 63};

	make_one();
	refuse(0, EINVAL, "an object cannot have 0 bytes");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
	{
		another_try();
		refuse(sizes[i], EINVAL, "an off_t cannot hold the size");
	}
}

static const struct
{
	t_call call;
	const char *name;
	int error;
} g_faults[] = {
	{CALL_MEMFD, "memfd_create", EMFILE},
	{CALL_FTRUNCATE, "ftruncate", ENOSPC},
	{CALL_FTRUNCATE, "ftruncate", EINTR},
	{CALL_SEAL, "fcntl with F_ADD_SEALS", EBUSY},
};

#define FAULTS (sizeof(g_faults) / sizeof(*g_faults))

ROW(object_calls_fail)
{
	make_one();
	for (size_t i = 0; i < FAULTS; i++)
	{
		another_try();
		noted("from here on %s fails with %s", g_faults[i].name,
			errno_name(g_faults[i].error));
		ledger_fail(g_faults[i].call, 100, g_faults[i].error);
		refuse(5000, g_faults[i].error,
			"the call was made to fail with this errno");
		ledger_fail(g_faults[i].call, 0, 0);
	}
	another_try();
	make_one();
}

/* What else fails afterwards does not show: close fails, too, and stderr cannot be
 * printed to. */
ROW(object_errno_kept)
{
	make_one();
	CALL_KERNEL(SYS_close, STDERR_FILENO);
	for (size_t i = 0; i < FAULTS; i++)
	{
		t_object m = object("m");
		another_try();
		noted("%s fails with %s, close with EIO, and stderr is closed",
			g_faults[i].name, errno_name(g_faults[i].error));
		ledger_fail(g_faults[i].call, 100, g_faults[i].error);
		ledger_fail(CALL_CLOSE, 100, EIO);
		int status = call_init(&m, 5000);
		expect_failure(status, m.error, g_faults[i].error,
			"it is the errno of the call that failed first");
		ledger_fail(g_faults[i].call, 0, 0);
		ledger_fail(CALL_CLOSE, 0, 0);
	}
}

/* Whether the descriptor is open. */
static int is_open(int fd)
{
	t_answer answer = CALL_KERNEL(SYS_fcntl, (uint64_t)fd, F_GETFD, 0);

	return (int)answer.value != -1;
}

ROW(object_closed)
{
	t_object m = live_object("m", 5000);
	int fd = m.memory.fd;

	status_of(&m);
	closed(&m);
	expect_dead_object(&m, "memory_close");
	expected("descriptor %d is closed", fd);
	if (is_open(fd))
		got("it is still open");
}

ROW(object_closed_twice)
{
	t_object m = live_object("m", 5000);

	closed(&m);
	unsigned closes = ledger_calls(CALL_CLOSE);
	closed(&m);
	expect_dead_object(&m, "the second memory_close");
	expected("memory_close of a dead object closes no descriptor");
	if (ledger_calls(CALL_CLOSE) != closes)
		got("it called close");
	if (!is_open(STDIN_FILENO))
		got("it closed descriptor 0, the standard input");
}

ROW(object_close_fails)
{
	t_object m = live_object("m", 5000);

	ledger_fail(CALL_CLOSE, 1, EIO);
	noted("the next close fails with EIO");
	int status = call_close(&m);
	expect_failure(status, m.error, EIO, "close was made to fail with this errno");
}

/* Sizes and offsets that 31 or 32 bits do not hold. */
ROW(object_large)
{
	size_t size = 5 * GIB + 1;
	size_t offset = 4 * GIB + PAGE;

	if (row_is_watched())
		return;
	need_file(size);
	t_object m = live_object("m", size);
	expect_size("m.size", size, m.memory.size);
	expect_size("the file's size", size, (size_t)status_of(&m).st_size);
	t_address high = view_of(&m, offset, PAGE);
	t_address low = view_of(&m, PAGE, PAGE);
	fill_memory(high, 'h', PAGE);
	noted("the view of the bytes from %zu on is filled with 'h'", offset);
	expect_filled(low, PAGE, 0, "the view of the bytes from 4096 on");
	t_address again = view_of(&m, offset, 100);
	expect_filled(again, 100, 'h', "another view of the same bytes");
	expected("NULL and EINVAL: the object has no such bytes");
	if (call_view(&m, PAGE, size) != 0 || m.error != EINVAL)
		got("a view, or errno is %s", errno_name(m.error));
	if (call_view(&m, 0, 4 * GIB + size) != 0 || m.error != EINVAL)
		got("a view, or errno is %s", errno_name(m.error));
	t_address all = view_of(&m, 0, size);
	expect_filled(all + offset, PAGE, 'h', "the view of all bytes, there,");
	unmap(all, size);
	unmap(high, PAGE);
	unmap(low, PAGE);
	unmap(again, 100);
	call_close(&m);
}
