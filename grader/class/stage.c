#define _GNU_SOURCE
#include "stage.h"

#include "file.h"
#include "find.h"
#include "text.h"
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than submission.c accepts: a copy of this size is refused as its larger source would be. */
#define SOURCE_LIMIT ((size_t)1 << 20)
/* Names that are copied of one folder. */
#define NAMES 1000

/* A file that is larger than the submission room accepts takes no room on the disk. */
static int put_large(const char *place)
{
	int fd = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd == -1)
		return -1;
	int status = ftruncate(fd, SOURCE_LIMIT);
	close(fd);
	return status;
}

static int copy_source(const char *path, const char *place)
{
	size_t size = 0;
	char *bytes = file_read(path, SOURCE_LIMIT, &size);
	int status = bytes != NULL ? file_put(place, bytes, size) : errno == EFBIG ? put_large(place) : -1;

	free(bytes);
	return status;
}

static int copy_link(const char *path, const char *place)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);

	if (length == -1)
		return -1;
	target[length] = '\0';
	return symlink(target, place);
}

static int copy_entry(const char *path, const char *place)
{
	struct stat status;

	if (lstat(path, &status) == -1)
		return -1;
	if (S_ISLNK(status.st_mode))
		return copy_link(path, place);
	if (S_ISDIR(status.st_mode))
		return mkdir(place, 0700);
	if (!S_ISREG(status.st_mode))
		return mkfifo(place, 0600);
	return file_is_source(path) ? copy_source(path, place) : file_put(place, "", 0);
}

int stage_copy(const char *folder, const char *target)
{
	char **names = folder_names(folder, NULL);
	int status = names == NULL ? -1 : folder_make(target);

	for (size_t i = 0; status == 0 && names[i] != NULL && i < NAMES; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		char *place = text_format("%s/%s", target, names[i]);
		status = copy_entry(path, place);
		free(place);
		free(path);
	}
	int error = errno;
	names_free(names);
	errno = error;
	return status;
}

int stage_lesson(const t_tree *tree, const t_lesson *lesson, const char *target)
{
	if (tree->path == NULL)
		return folder_make(target);
	char *folder = submission_find(lesson, tree->path);
	int status = stage_copy(folder, target);

	free(folder);
	return status;
}

static void fail(t_tree *tree, const char *file, char *why)
{
	char *shown = text_safe(file, strlen(file), 80);

	if (tree->wrong == NULL)
		tree->wrong = text_format("%s is refused: %s", shown, why);
	free(shown);
	free(why);
}

/* Unpacks an archive into a folder of its own in the tree, which is called as the archive is, but harmlessly. */
static void take_archive(t_tree *tree, const char *path, const char *file, const char *work, int number)
{
	char *target = text_format("%s/%d", work, number);
	char *place = text_format("%s/%d", tree->path, number);
	char *wrong = unpack(path, work, target, &g_student_limits);

	if (wrong == NULL && rename(target, place) == -1)
		wrong = text_copy(strerror(errno));
	if (wrong != NULL)
		fail(tree, file, wrong);
	free(place);
	free(target);
}

static void take_file(t_tree *tree, const char *path, const char *file)
{
	const char *slash = strrchr(file, '/');
	char *place = text_format("%s/%s", tree->path, slash == NULL ? file : slash + 1);

	/* Handed in again under the same name: platforms number these, and the last is what counts. */
	unlink(place);
	if (copy_entry(path, place) == -1)
		fail(tree, file, text_copy(strerror(errno)));
	free(place);
}

/* What stands at the top of a student's folder beside or instead of sources: Moodle's folders hold the archive. */
static void take_folder(t_tree *tree, const char *path, const char *work, int *number)
{
	char **names = folder_names(path, NULL);

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		char *entry = text_format("%s/%s", path, names[i]);
		if (is_archive(names[i]))
			take_archive(tree, entry, names[i], work, ++*number);
		else
			take_file(tree, entry, names[i]);
		free(entry);
	}
	names_free(names);
}

/* A folder without an archive at its top is looked at where it is. */
static int is_plain(const t_source *source)
{
	struct stat status;
	int plain = lstat(source->path, &status) == 0 && S_ISDIR(status.st_mode);
	char **names = plain ? folder_names(source->path, NULL) : NULL;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
		plain = plain && !is_archive(names[i]);
	names_free(names);
	return plain;
}

t_tree stage_tree(const t_student *student, const char *work)
{
	t_tree tree = {NULL, NULL};
	int number = 0;

	if (student->count == 1 && is_plain(&student->sources[0]))
	{
		tree.path = text_copy(student->sources[0].path);
		return tree;
	}
	tree.path = text_format("%s/tree", work);
	if (folder_make(tree.path) == -1)
		fail(&tree, student->name, text_copy(strerror(errno)));
	for (size_t i = 0; i < student->count && tree.wrong == NULL; i++)
	{
		const t_source *source = &student->sources[i];
		if (*source->file == '\0')
			take_folder(&tree, source->path, work, &number);
		else if (is_archive(source->file))
			take_archive(&tree, source->path, source->file, work, ++number);
		else
			take_file(&tree, source->path, source->file);
	}
	return tree;
}

void stage_free(t_tree *tree)
{
	free(tree->path);
	free(tree->wrong);
}
