#define _GNU_SOURCE
#include "unpack.h"

#include "file.h"
#include "run.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOOL "unpack"
#define TOOL_LIMIT (64 << 20)
#define ARCHIVE_LIMIT ((size_t)64 << 20)

const t_unpack_limits g_student_limits = {.entries = 5000,
	.file_bytes = 1 << 20,
	.total_bytes = 16 << 20,
	.whole_class = 0};
const t_unpack_limits g_class_limits = {.entries = 500000,
	.file_bytes = ARCHIVE_LIMIT,
	.total_bytes = (size_t)16 << 30,
	.whole_class = 1};

static int ends_in_one_of(const char *name, const char *const *endings)
{
	for (size_t i = 0; endings[i] != NULL; i++)
	{
		size_t length = strlen(name);
		size_t wanted = strlen(endings[i]);
		if (length > wanted &&
			strcasecmp(name + length - wanted, endings[i]) == 0)
			return 1;
	}
	return 0;
}

int is_archive(const char *name)
{
	static const char *const endings[] = {".zip", ".tar", ".tar.gz", ".tgz",
		".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".7z", NULL};

	return ends_in_one_of(name, endings);
}

int is_foreign_archive(const char *name)
{
	static const char *const endings[] = {".rar", ".gz", ".bz2", ".xz", ".zst", ".lz",
		".z", ".zipx", ".lzh", ".lha", ".arj", ".ace", ".cab", ".iso", NULL};

	return !is_archive(name) && ends_in_one_of(name, endings);
}

/* This program itself, where the process that is shut in can see it: a copy, since what
 * is in sight there can be changed. */
static int bring_tool(const char *work)
{
	char *self = realpath("/proc/self/exe", NULL);
	char *place = text_format("%s/" TOOL, work);
	size_t size = 0;
	char *bytes = self == NULL ? NULL : file_read(self, TOOL_LIMIT, &size);
	int status = 0;

	if (access(place, X_OK) == -1 &&
		(bytes == NULL || file_put(place, bytes, size) == -1 ||
			chmod(place, 0700) == -1))
		status = -1;
	free(bytes);
	free(place);
	free(self);
	return status;
}

/* The archive too is a copy: its folder is none of that process's business. Returns 0, or
 * an errno. */
static int bring_archive(const char *archive, const char *work, size_t limit)
{
	char *place = text_format("%s/archive", work);
	struct stat status;
	int error = 0;

	unlink(place);
	int to = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int from =
		to == -1 ? -1
			 : open(archive, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (from == -1 || fstat(from, &status) == -1)
		error = errno;
	else if (!S_ISREG(status.st_mode))
		error = EINVAL;
	else if ((size_t)status.st_size > limit)
		error = EFBIG;
	for (off_t left = error == 0 ? status.st_size : 0; left > 0 && error == 0;)
	{
		ssize_t sent = sendfile(to, from, NULL, left);
		error = sent > 0 ? 0 : sent == 0 ? EIO : errno;
		left -= sent;
	}
	if (from != -1)
		close(from);
	if (to != -1)
		close(to);
	free(place);
	return error;
}

/*
 * What ended it says nothing of the archive: a disk that is full, a machine that is too
 * busy or has no memory left, a fault in the library. The limits of CPU time and of files
 * do.
 */
static int is_machines(const t_outcome *outcome)
{
	if (outcome->end == END_EXITED)
		return outcome->code == UNPACK_BROKEN;
	if (outcome->end == END_SIGNALED)
		return outcome->code != SIGXCPU && outcome->code != SIGXFSZ;
	return outcome_missing(outcome) || outcome->end == END_TIMED_OUT;
}

static char *run_tool(const char *work, const char *target, const t_unpack_limits *limits,
	int *is_broken)
{
	t_limits bounds = {.wall_seconds = limits->whole_class ? 3600 : 30,
		.cpu_seconds = limits->whole_class ? 3600 : 10,
		.memory_mib = 2048,
		.file_mib = (long)(limits->total_bytes >> 20) + 1,
		.output_bytes = 4096,
		.processes = 16};
	char *const words[] = {"./" TOOL, TOOL, "archive", (char *)target,
		limits->whole_class ? "class" : "student", NULL};
	t_outcome outcome = run(
		&(t_command){.arguments = words, .folder = work, .handles_submission = 1},
		&bounds);
	char *wrong = NULL;

	*is_broken = is_machines(&outcome);
	if (outcome.end == END_EXITED && outcome.code != EXIT_SUCCESS &&
		outcome.output_size != 0)
		wrong = text_format(
			"%.*s", (int)strcspn(outcome.output, "\n"), outcome.output);
	else if (!outcome_good(&outcome))
		wrong = outcome_words(&outcome, &bounds);
	outcome_free(&outcome);
	return wrong;
}

char *unpack(const char *archive, const char *work, const char *target,
	const t_unpack_limits *limits, int *is_broken)
{
	const char *name = strrchr(target, '/') + 1;
	size_t limit = limits->whole_class ? limits->total_bytes : ARCHIVE_LIMIT;
	int error = bring_archive(archive, work, limit);
	char *wrong = NULL;

	*is_broken = error != 0 && error != EFBIG;
	if (error == EFBIG)
		wrong = text_format("it has more than %zu MiB", limit >> 20);
	else if (error != 0)
		wrong = text_format("it cannot be read: %s", strerror(error));
	else if (bring_tool(work) == -1)
	{
		*is_broken = 1;
		wrong = text_format("it cannot be unpacked: %s", strerror(errno));
	}
	else
		wrong = run_tool(work, name, limits, is_broken);
	if (wrong != NULL)
		folder_remove(target);
	return wrong;
}
