#define _GNU_SOURCE
#include "stage.h"

#include "file.h"
#include "find.h"
#include "slip.h"
#include "text.h"
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than submission.c accepts: a copy of this size is refused as its larger source
 * would be. */
#define SOURCE_LIMIT ((size_t)1 << 20)
/* Names that are copied of one folder, and archives that are opened in it. */
#define NAMES 1000
#define ARCHIVES 20
/* Archives that are opened one in the other. */
#define NESTED 3
/* Folders that are one around the other. */
#define DEPTH 6

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
	int status = bytes != NULL    ? file_put(place, bytes, size)
		     : errno == EFBIG ? put_large(place)
				      : -1;

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
	return may_be_source(path) ? copy_source(path, place) : file_put(place, "", 0);
}

int stage_copy(const char *folder, const char *file, const char *name, const char *target)
{
	char **names = folder_names(folder, NULL);
	char *from = text_format("%s/%s", folder, file);
	char *to = text_format("%s/%s", target, name);
	int status =
		names == NULL || folder_make(target) == -1 ? -1 : copy_entry(from, to);

	for (size_t i = 0; status == 0 && names[i] != NULL && i < NAMES; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		char *place = text_format("%s/%s", target, names[i]);
		if (strcmp(names[i], file) != 0)
			status = copy_entry(path, place);
		free(place);
		free(path);
	}
	int error = errno;
	free(to);
	free(from);
	names_free(names);
	errno = error;
	return status;
}

static t_verdict broken(const char *entry)
{
	return (t_verdict){STATUS_BROKEN,
		text_format("%s cannot be read: %s", entry, strerror(errno))};
}

static t_part *add_part(
	t_tree *tree, size_t index, const t_source *source, const char *entry)
{
	tree->parts = memory_again(tree->parts, tree->count + 1, sizeof(*tree->parts));
	t_part *part = &tree->parts[tree->count++];
	*part = (t_part){.source = index,
		.attachment = source->attachment,
		.entry = text_copy(entry),
		.verdict = VERDICT_GOOD};
	return part;
}

static time_t time_of(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 ? status.st_mtime : 0;
}

static int is_kind(const char *path, mode_t kind)
{
	struct stat status;

	return lstat(path, &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

/* Of the newest file in the folder. */
static time_t newest_in(const char *folder, int depth)
{
	char **names = folder_names(folder, NULL);
	time_t newest = 0;

	for (size_t i = 0; names != NULL && names[i] != NULL && i < NAMES; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		int is_folder = is_kind(path, S_IFDIR);
		time_t time = is_folder && depth < DEPTH ? newest_in(path, depth + 1) : 0;
		if (is_kind(path, S_IFREG))
			time = time_of(path);
		newest = time > newest ? time : newest;
		free(path);
	}
	names_free(names);
	return newest;
}

/*
 * The only file in the folder, or in the one around it, if it is an archive: a new
 * string, or NULL.
 */
static char *only_archive(const char *folder)
{
	char *path = text_copy(folder);

	for (int depth = 0; depth < DEPTH; depth++)
	{
		char **names = folder_names(path, NULL);
		int alone = names != NULL && names[0] != NULL && names[1] == NULL;
		char *below = alone ? text_format("%s/%s", path, names[0]) : NULL;
		int is_packed = alone && is_archive(names[0]) && is_kind(below, S_IFREG);
		names_free(names);
		free(path);
		path = below;
		if (below == NULL || is_packed)
			return below;
	}
	free(path);
	return NULL;
}

static t_verdict refused(const char *entry, const char *why)
{
	return (t_verdict){STATUS_REFUSED, text_format("%s is refused: %s", entry, why)};
}

/*
 * Unpacks the archive into the folder. Returns STATUS_GRADED, or why it could not be
 * opened.
 */
static t_verdict open_archive(
	const char *path, const char *entry, const char *work, const char *target)
{
	int is_broken = 0;
	char *wrong = unpack(path, work, target, &g_student_limits, &is_broken);
	t_verdict verdict = VERDICT_GOOD;

	if (is_broken)
		verdict = (t_verdict){STATUS_BROKEN,
			text_format("%s cannot be opened here: %s", entry, wrong)};
	else if (wrong != NULL)
		verdict = refused(entry, wrong);
	free(wrong);
	return verdict;
}

/* An archive, and one that is alone in it. */
static void take_archive(t_tree *tree, t_part *part, const char *path, const char *work)
{
	char *packed = text_copy(path);
	char *target = NULL;

	part->is_packed = 1;
	part->time = time_of(path);
	if (folder_make(work) == -1)
		part->verdict = broken(part->entry);
	for (int depth = 0;
		depth < NESTED && packed != NULL && part->verdict.status == STATUS_GRADED;
		depth++)
	{
		free(target);
		target = text_format("%s/%zu.%d", work, tree->count, depth);
		part->verdict = open_archive(packed, part->entry, work, target);
		free(packed);
		packed = part->verdict.status == STATUS_GRADED ? only_archive(target)
							       : NULL;
	}
	free(packed);
	if (part->verdict.status == STATUS_GRADED)
		part->path = target;
	else
		free(target);
}

static void take_packed(t_tree *tree, size_t index, const t_source *source,
	const char *path, const char *entry, const char *work)
{
	t_part *part = add_part(tree, index, source, entry);

	if (is_archive(path))
		take_archive(tree, part, path, work);
	else
		part->verdict = refused(entry,
			"archives of this kind cannot be opened here; hand in the files, or a zip");
	part->is_packed = 1;
}

static int is_packed(const char *path)
{
	return (is_archive(path) || is_foreign_archive(path)) && is_kind(path, S_IFREG);
}

/*
 * Moodle's folders hold the archive; so what is packed at the top of a folder is opened,
 * too.
 */
static void take_folder(
	t_tree *tree, size_t index, const t_source *source, const char *work)
{
	char **names = folder_names(source->path, NULL);
	size_t packed = 0;
	size_t count = 0;

	for (; names != NULL && names[count] != NULL; count++)
	{
		char *path = text_format("%s/%s", source->path, names[count]);
		char *name = text_safe(names[count], strlen(names[count]), 80);
		char *entry = text_format("%s%s", source->entry, name);
		if (packed < ARCHIVES && is_packed(path))
		{
			packed++;
			take_packed(tree, index, source, path, entry, work);
		}
		free(entry);
		free(name);
		free(path);
	}
	names_free(names);
	if (packed != 0 && packed == count)
		return;
	t_part *part = add_part(tree, index, source, source->entry);
	part->path = text_copy(source->path);
	part->time = newest_in(part->path, 0);
}

/* The part in which the platform's files are brought together. */
static t_part *loose_part(
	t_tree *tree, size_t index, const t_source *source, const char *work)
{
	char *path = text_format("%s/files", work);

	for (size_t i = 0; i < tree->count; i++)
		if (tree->parts[i].path != NULL && strcmp(tree->parts[i].path, path) == 0)
		{
			free(path);
			return &tree->parts[i];
		}
	t_part *part = add_part(tree, index, source, source->entry);
	if (folder_make(path) == -1)
		part->verdict = broken(source->entry);
	part->path = path;
	return part;
}

/*
 * One of a platform's files. What was handed in later takes the place of an earlier file
 * of that name.
 */
static void take_file(
	t_tree *tree, size_t index, const t_source *source, const char *work)
{
	const char *slash = strrchr(source->file, '/');
	t_part *part = loose_part(tree, index, source, work);
	char *place = text_format(
		"%s/%s", part->path, slash == NULL ? source->file : slash + 1);

	if (is_kind(place, S_IFREG) && !files_alike(place, source->path, SOURCE_LIMIT))
	{
		free(part->note);
		part->note = text_format(
			"%s was graded: it was handed in after another file of that name",
			source->entry);
	}
	unlink(place);
	if (copy_entry(source->path, place) == -1 &&
		part->verdict.status == STATUS_GRADED)
		part->verdict = broken(source->entry);
	if (may_be_source(source->file))
	{
		free(part->entry);
		part->entry = text_copy(source->entry);
		part->attachment = source->attachment;
	}
	if (time_of(source->path) > part->time)
		part->time = time_of(source->path);
	free(place);
}

static int by_attachment(const void *one, const void *other)
{
	const t_source *a = one;
	const t_source *b = other;

	if (a->attachment != b->attachment)
		return a->attachment < b->attachment ? -1 : 1;
	return strcmp(a->entry, b->entry);
}

t_tree stage_tree(const t_student *student, const char *work)
{
	t_tree tree = {.has_id = *student->id != '\0'};

	if (student->count > 1)
		qsort(student->sources, student->count, sizeof(*student->sources),
			by_attachment);
	for (size_t i = 0; i < student->count; i++)
	{
		const t_source *source = &student->sources[i];
		if (*source->file == '\0')
			take_folder(&tree, i, source, work);
		else if (is_archive(source->file) || is_foreign_archive(source->file))
			take_packed(&tree, i, source, source->path, source->entry, work);
		else
			take_file(&tree, i, source, work);
	}
	return tree;
}

void stage_free(t_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
	{
		free(tree->parts[i].path);
		free(tree->parts[i].entry);
		free(tree->parts[i].note);
		free(tree->parts[i].verdict.reason);
	}
	free(tree->parts);
}
