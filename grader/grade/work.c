#include "work.h"

#include "file.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "work."
/* Seconds that a folder may be unlocked because its grading has just made it. */
#define FRESH 10

static int lock_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd == -1 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return -1;
}

static void remove_stale(const char *path)
{
	struct stat status;
	int lock = lock_folder(path);

	if (lock == -1)
		return;
	if (fstat(lock, &status) == 0 && time(NULL) - status.st_ctime > FRESH)
		folder_remove(path);
	close(lock);
}

static void remove_all_stale(const char *build)
{
	char **names = folder_names(build, NULL);

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		char *path = text_format("%s/%s", build, names[i]);
		if (text_begins(names[i], PREFIX))
			remove_stale(path);
		free(path);
	}
	names_free(names);
}

t_work work_begin(const char *build)
{
	t_work work = {.lock = -1};
	char *folder = realpath(build, NULL);
	char *path = folder == NULL ? NULL : text_format("%s/" PREFIX "XXXXXX", folder);

	if (folder != NULL)
		remove_all_stale(folder);
	if (path != NULL && mkdtemp(path) != NULL &&
		(work.lock = lock_folder(path)) != -1)
		work.path = path;
	else
		free(path);
	free(folder);
	return work;
}

void work_end(t_work *work)
{
	folder_remove(work->path);
	close(work->lock);
	free(work->path);
}
