#define _GNU_SOURCE
#include "class.h"

#include "file.h"
#include "lesson.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CLASS_LIMIT (16 << 20)

/* The full name of the one lesson, as a list; or NULL with the reason in *wrong. */
static char **one_lesson(const char *name, char **wrong)
{
	t_lesson lesson;

	*wrong = lesson_open(&lesson, name);
	if (*wrong != NULL)
		return NULL;
	char **list = memory_for(2, sizeof(*list));
	list[0] = text_copy(lesson.name);
	lesson_close(&lesson);
	return list;
}

/* A key names a folder below ours, and nothing else. */
static int is_key(const char *key)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

	return key != NULL && *key != '\0' && key[strspn(key, letters)] == '\0' &&
	       strcmp(key, ".") != 0 && strcmp(key, "..") != 0;
}

static char *read_lessons(t_class *class, const json_t *root)
{
	const json_t *names = json_object_get(root, "lessons");
	char *wrong = NULL;
	size_t index;
	json_t *name;

	class->lessons = memory_for(json_array_size(names) + 1, sizeof(*class->lessons));
	json_array_foreach(names, index, name)
	{
		const char *text = json_string_value(name);
		char **one = one_lesson(text == NULL ? "" : text, &wrong);
		if (one == NULL)
			return wrong;
		class->lessons[index] = one[0];
		free(one);
	}
	return NULL;
}

static char *read_students(t_class *class, const json_t *root)
{
	const json_t *students = json_object_get(root, "students");
	size_t index;
	json_t *student;

	class->students =
		memory_for(json_array_size(students) + 1, sizeof(*class->students));
	json_array_foreach(students, index, student)
	{
		const char *key = string_of(student, "key");
		const char *name = string_of(student, "name");
		if (!is_key(key))
			return text_format(
				"student %zu has no key that could be a folder's name",
				index + 1);
		class->students[class->count].key = text_copy(key);
		class->students[class->count++].name =
			text_copy(name == NULL ? key : name);
	}
	return NULL;
}

/* Leaves only the lesson in the list of those that were graded. */
static char *choose(t_class *class, const char *lesson)
{
	char *wrong;
	char **one = one_lesson(lesson, &wrong);
	size_t at = 0;

	if (one == NULL)
		return wrong;
	while (class->lessons[at] != NULL && strcmp(class->lessons[at], one[0]) != 0)
		at++;
	if (class->lessons[at] == NULL)
		wrong = text_format("%s was not graded in this run", one[0]);
	names_free(class->lessons);
	class->lessons = one;
	return wrong;
}

char *class_of_run(t_class *class, const char *out, const char *lesson)
{
	size_t size;
	char *path = text_format("%s/latest/class.json", out);
	char *bytes = file_read(path, CLASS_LIMIT, &size);
	char *wrong = NULL;
	json_error_t error;

	*class = (t_class){
		.folder = text_format("%s/latest/submissions", out), .parted = 1};
	if (bytes == NULL)
		wrong = text_format(
			"%s cannot be read (%s): grade the class first, with make class OUT=, or give "
			"SUBMISSIONS= and LESSON=",
			path, strerror(errno));
	json_t *root = bytes == NULL ? NULL : json_loadb(bytes, size, 0, &error);
	if (bytes != NULL && root == NULL)
		wrong = text_format(
			"%s is no JSON: line %d: %s", path, error.line, error.text);
	if (wrong == NULL)
		wrong = read_lessons(class, root);
	if (wrong == NULL)
		wrong = read_students(class, root);
	if (wrong == NULL && *lesson != '\0')
		wrong = choose(class, lesson);
	json_decref(root);
	free(bytes);
	free(path);
	return wrong;
}

static int is_folder(const char *folder, const char *name)
{
	struct stat status;
	char *path = text_format("%s/%s", folder, name);
	int is = lstat(path, &status) == 0 && S_ISDIR(status.st_mode);

	free(path);
	return is;
}

char *class_of_folder(t_class *class, const char *folder, const char *lesson)
{
	char *wrong = NULL;
	char **names = folder_names(folder, NULL);

	*class = (t_class){.folder = text_copy(folder)};
	if (names == NULL)
		return text_format("%s cannot be read: %s", folder, strerror(errno));
	class->lessons = one_lesson(lesson, &wrong);
	size_t most = 0;
	while (names[most] != NULL)
		most++;
	class->students = memory_for(most + 1, sizeof(*class->students));
	for (size_t i = 0; i < most; i++)
	{
		if (!is_folder(folder, names[i]))
			continue;
		class->students[class->count].key = text_copy(names[i]);
		class->students[class->count++].name = text_copy(names[i]);
	}
	names_free(names);
	return wrong;
}

char *class_place(const t_class *class, const t_student *student, const char *lesson)
{
	return text_format("%s/%s%s%s", class->folder, student->key,
		class->parted ? "/" : "", class->parted ? lesson : "");
}

void class_free(t_class *class)
{
	for (size_t i = 0; i < class->count; i++)
	{
		free(class->students[i].key);
		free(class->students[i].name);
	}
	free(class->students);
	names_free(class->lessons);
	free(class->folder);
}
