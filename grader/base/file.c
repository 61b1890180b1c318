#define _GNU_SOURCE
#include "file.h"

#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Checks what was opened. Returns 0 or an errno. */
static int unfit(int fd, size_t limit)
{
	struct stat status;

	if (fstat(fd, &status) == -1)
		return errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	if (!S_ISREG(status.st_mode))
		return EINVAL;
	return (size_t)status.st_size > limit ? EFBIG : 0;
}

/* All or nothing: NULL, with errno set, where a read fails. */
static char *read_all(int fd, size_t limit, size_t *size)
{
	char *bytes = memory_for(limit + 1, 1);
	ssize_t got = 1;

	*size = 0;
	while (got != 0 && *size < limit)
	{
		got = read(fd, bytes + *size, limit - *size);
		if (got == -1 && errno != EINTR)
		{
			free(bytes);
			return NULL;
		}
		*size += got > 0 ? got : 0;
	}
	bytes[*size] = '\0';
	return bytes;
}

int file_open(const char *path, size_t limit)
{
	/* O_NONBLOCK: a FIFO with no writer must not keep us waiting. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	int error = fd == -1 ? errno : unfit(fd, limit);

	if (fd != -1 && error != 0)
	{
		close(fd);
		fd = -1;
	}
	errno = error;
	return fd;
}

char *file_read(const char *path, size_t limit, size_t *size)
{
	int fd = file_open(path, limit);
	struct stat status;
	char *bytes = NULL;

	if (fd == -1)
		return NULL;
	if (fstat(fd, &status) == 0)
		bytes = read_all(fd, status.st_size, size);
	int error = bytes == NULL ? errno : 0;
	close(fd);
	errno = error;
	return bytes;
}

int file_write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0)
	{
		ssize_t written = write(fd, bytes, size);
		if (written == -1 && errno == EINTR)
			continue;
		if (written <= 0)
			return -1;
		bytes += written;
		size -= written;
	}
	return 0;
}

/* Closes fd, whatever the status so far; the errno of the first failure stays. */
static int close_after(int status, int fd)
{
	int error = errno;

	if (close(fd) == -1 && status == 0)
		return -1;
	errno = error;
	return status;
}

/* O_EXCL: a link is not followed, wherever it leads. */
static int open_new(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

int file_put(const char *path, const char *bytes, size_t size)
{
	int fd = open_new(path);

	if (fd == -1)
		return -1;
	return close_after(file_write_all(fd, bytes, size), fd);
}

int file_begin(const char *path)
{
	/* Of a link this removes the link. */
	folder_remove(path);
	return open_new(path);
}

int file_copy(const char *folder, const char *name, const char *to, size_t limit)
{
	char *from = text_format("%s/%s", folder, name);
	char *path = text_format("%s/%s", to, name);
	size_t size;
	char *bytes = file_read(from, limit, &size);
	int status = bytes == NULL ? -1 : file_put(path, bytes, size);
	int error = errno;

	free(bytes);
	free(path);
	free(from);
	errno = error;
	return status;
}

int file_renew(const char *path, const char *bytes, size_t size)
{
	folder_remove(path);
	return file_put(path, bytes, size);
}

void file_clear(const char *folder, const char *name)
{
	char *path = text_format("%s/%s", folder, name);

	folder_remove(path);
	free(path);
}

/* Gives a file the permissions that open would have given it: until it is whole it is
 * private. */
static int publish(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

/* A file without a name in the folder of `path`, or -1: it is gone when whoever writes it
 * is killed. */
static int open_nameless(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? text_copy(".")
				     : text_format("%.*s/", (int)(slash - path), path);
	int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	free(folder);
	return fd;
}

/* Gives the nameless file this name: linkat(2), of which AT_EMPTY_PATH needs a
 * privilege. */
static int give_name(int fd, const char *name)
{
	char *path = text_format("/proc/self/fd/%d", fd);
	int status = linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW);

	free(path);
	return status;
}

int folder_has_room(const char *path, size_t size)
{
	char *name = text_format("%s/room", path);
	int fd = open_nameless(name);

	if (fd == -1)
		fd = open_new(name);
	int error = fd == -1 ? errno : posix_fallocate(fd, 0, (off_t)size);
	if (fd != -1)
		close(fd);
	unlink(name);
	free(name);
	errno = error;
	return error != ENOSPC && error != EDQUOT;
}

static int write_whole(int fd, const char *bytes, size_t size)
{
	return file_write_all(fd, bytes, size) == -1 || publish(fd) == -1 ||
			       fsync(fd) == -1
		       ? -1
		       : 0;
}

/* Leaves the bytes in a new file of this name. Returns 0, or -1 with errno set. */
static int write_beside(const char *temporary, const char *bytes, size_t size)
{
	int fd = open_nameless(temporary);

	if (fd != -1)
	{
		int status = write_whole(fd, bytes, size);
		int is_named = status == 0 && give_name(fd, temporary) == 0;
		status = close_after(status, fd);
		if (status == -1 || is_named)
			return status;
	}
	/* Not every file system has files without names, nor every machine a /proc to
	 * name them by. */
	fd = open_new(temporary);
	return fd == -1 ? -1 : close_after(write_whole(fd, bytes, size), fd);
}

static int replace(const char *path, const char *bytes, size_t size)
{
	uint32_t number = 0;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return -1;
	char *temporary = text_format("%s.%08x", path, number);
	int status = write_beside(temporary, bytes, size);
	if (status == 0)
		status = rename(temporary, path);
	int error = errno;
	if (status == -1)
		unlink(temporary);
	errno = error;
	free(temporary);
	return status;
}

static int write_to(const char *path, const char *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	return fd == -1 ? -1 : close_after(file_write_all(fd, bytes, size), fd);
}

int file_write(const char *path, const char *bytes, size_t size)
{
	struct stat status;

	/* A pipe, a terminal or /dev/null stays what it is: also behind a link, as
	 * /dev/stdout is one. */
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return write_to(path, bytes, size);
	char *real = realpath(path, NULL);
	int result = replace(real == NULL ? path : real, bytes, size);
	free(real);
	return result;
}

static int remove_one(
	const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	remove(path);
	return 0;
}

void folder_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int folder_runs(const char *path)
{
	struct statvfs disk;

	return statvfs(path, &disk) == -1 || (disk.f_flag & ST_NOEXEC) == 0;
}

int folder_make(const char *path)
{
	char *copy = text_copy(path);
	int status = 0;

	for (char *at = copy + 1; status == 0 && *at != '\0'; at++)
	{
		if (*at != '/')
			continue;
		*at = '\0';
		status = mkdir(copy, 0777) == -1 && errno != EEXIST ? -1 : 0;
		*at = '/';
	}
	if (status == 0 && mkdir(copy, 0777) == -1 && errno != EEXIST)
		status = -1;
	free(copy);
	return status;
}

char *program_path(const char *name)
{
	char *folders = text_copy(getenv("PATH"));
	char *rest = NULL;
	char *found = NULL;
	struct stat status;

	for (char *folder = folders == NULL ? NULL : strtok_r(folders, ":", &rest);
		folder != NULL && found == NULL; folder = strtok_r(NULL, ":", &rest))
	{
		found = text_format("%s/%s", folder, name);
		if (stat(found, &status) == 0 && S_ISREG(status.st_mode) &&
			access(found, X_OK) == 0)
			continue;
		free(found);
		found = NULL;
	}
	free(folders);
	return found;
}

int file_is_source(const char *name)
{
	return text_ends(name, ".c") || text_ends(name, ".h");
}

int files_alike(const char *one, const char *other, size_t limit)
{
	size_t sizes[2];
	char *bytes[] = {
		file_read(one, limit, &sizes[0]), file_read(other, limit, &sizes[1])};
	int same = bytes[0] != NULL && bytes[1] != NULL && sizes[0] == sizes[1] &&
		   memcmp(bytes[0], bytes[1], sizes[0]) == 0;

	free(bytes[0]);
	free(bytes[1]);
	return same;
}

/* Hidden, or left there by a file manager: nobody has made it on purpose. */
static int is_unmeant(const char *name)
{
	static const char *const left[] = {"__MACOSX", "Thumbs.db", "desktop.ini"};

	for (size_t i = 0; i < sizeof(left) / sizeof(*left); i++)
		if (strcmp(name, left[i]) == 0)
			return 1;
	return name[0] == '.';
}

char **folder_names(const char *path, const char *ending)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);
	size_t kept = 0;

	if (count == -1)
		return NULL;
	char **names = memory_for(count + 1, sizeof(*names));
	for (int i = 0; i < count; i++)
	{
		const char *name = entries[i]->d_name;
		if (!is_unmeant(name) && (ending == NULL || text_ends(name, ending)))
			names[kept++] = text_copy(name);
		free(entries[i]);
	}
	free(entries);
	return names;
}

void names_free(char **names)
{
	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		free(names[i]);
	free(names);
}
