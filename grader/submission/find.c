#include "find.h"

#include "file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* How deep below a submission's folder its files are looked for, and in how many folders. */
#define DEPTH 6
#define FOLDERS 2000

typedef struct s_search
{
	const char *file; /* the first of the lesson's files */
	int folders; /* looked into */
	size_t found;
	char *first;
} t_search;

/* Only real folders are entered: a link may lead to the folder of another student. */
static int is_kind(const char *path, mode_t kind)
{
	struct stat status;

	return lstat(path, &status) == 0 && (status.st_mode & S_IFMT) == kind;
}

static int has_file(const char *folder, const char *file)
{
	struct stat status;
	char *path = text_format("%s/%s", folder, file);
	/* Whatever it is: what is no fit file is refused with a reason. */
	int there = lstat(path, &status) == 0;

	free(path);
	return there;
}

/* The folder below `folder`, if it is real all the way and holds the file: a new string, or NULL. */
static char *below(const char *folder, const char *first, const char *second, const char *file)
{
	char *upper = text_format("%s/%s", folder, first);
	char *path = second == NULL ? text_copy(upper) : text_format("%s/%s", upper, second);
	int good = is_kind(upper, S_IFDIR) && is_kind(path, S_IFDIR) && has_file(path, file);

	free(upper);
	if (good)
		return path;
	free(path);
	return NULL;
}

/* Where the course's own layout has it, or a folder named after the lesson. */
static char *find_named(const t_lesson *lesson, const char *folder, const char *file)
{
	char *path = below(folder, "lessons", lesson->name, file);

	if (path == NULL)
		path = below(folder, lesson->name, NULL, file);
	if (path == NULL)
		path = below(folder, lesson->number, NULL, file);
	if (path == NULL && has_file(folder, file))
		path = text_copy(folder);
	return path;
}

static void search(t_search *all, const char *folder, int depth)
{
	char **names = all->folders++ < FOLDERS ? folder_names(folder, NULL) : NULL;

	if (has_file(folder, all->file))
	{
		if (all->found++ == 0)
			all->first = text_copy(folder);
	}
	for (size_t i = 0; names != NULL && names[i] != NULL && depth < DEPTH; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		if (is_kind(path, S_IFDIR))
			search(all, path, depth + 1);
		free(path);
	}
	names_free(names);
}

/* The only entry of the folder, if that is a folder: archives often begin with one. A new string, or NULL. */
static char *only_folder(const char *folder)
{
	char **names = folder_names(folder, NULL);
	char *path = NULL;

	if (names != NULL && names[0] != NULL && names[1] == NULL)
		path = text_format("%s/%s", folder, names[0]);
	names_free(names);
	if (path != NULL && is_kind(path, S_IFDIR))
		return path;
	free(path);
	return NULL;
}

char *submission_find(const t_lesson *lesson, const char *folder)
{
	const char *file = json_string_value(json_array_get(lesson->rubric.files, 0));
	char *top = text_copy(folder);
	char *inner;
	char *found = find_named(lesson, top, file);

	for (int depth = 0; found == NULL && depth < DEPTH && (inner = only_folder(top)) != NULL; depth++)
	{
		free(top);
		top = inner;
		found = find_named(lesson, top, file);
	}
	t_search all = {.file = file};
	if (found == NULL)
		search(&all, top, 0);
	free(top);
	if (found == NULL && all.found == 1)
		return all.first;
	free(all.first);
	/* What is not there, or there twice, is told of the folder that was handed in. */
	return found != NULL ? found : text_copy(folder);
}
