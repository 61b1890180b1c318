#include "lesson.h"

#include "file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define LESSONS "lessons"
#define SUITES "grader/suites"

static int has_suite(const char *name)
{
	char *path = text_format("%s/%s/rubric.json", SUITES, name);
	int there = access(path, F_OK) == 0;

	free(path);
	return there;
}

char **lesson_names(void)
{
	char **names = folder_names(LESSONS, NULL);
	size_t kept = 0;

	if (names == NULL)
		return memory_for(1, sizeof(*names));
	for (size_t i = 0; names[i] != NULL; i++)
	{
		char *name = names[i];
		names[i] = NULL;
		if (has_suite(name))
			names[kept++] = name;
		else
			free(name);
	}
	return names;
}

static char *number_of(const char *name)
{
	return text_format("%.*s", (int)strcspn(name, "_"), name);
}

/* The last part of a path, with or without a slash behind it; a name is its own. A new
 * string. */
static char *last_part(const char *path)
{
	size_t length = strlen(path);

	while (length > 0 && path[length - 1] == '/')
		length--;
	size_t begin = length;
	while (begin > 0 && path[begin - 1] != '/')
		begin--;
	return text_format("%.*s", (int)(length - begin), path + begin);
}

/* 9A is 09a. */
static int is_spelling_of(const char *name, const char *wanted)
{
	return strcasecmp(name + strspn(name, "0"), wanted + strspn(wanted, "0")) == 0;
}

/* Whether `wanted` names the lesson: its folder's name, its number, or the path of its
 * folder. */
static int is_called(const char *name, const char *wanted)
{
	char *number = number_of(name);
	char *last = last_part(wanted);
	int called = is_spelling_of(name, last) || is_spelling_of(number, last);

	free(last);
	free(number);
	return called;
}

static char *unknown(const char *wanted, char **names)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	fprintf(out, "there is no lesson \"%s\"; there are:", wanted);
	for (size_t i = 0; names[i] != NULL; i++)
		fprintf(out, "\n  %s", names[i]);
	fclose(out);
	return text;
}

static char *read_suite(t_lesson *lesson)
{
	char *rubric = text_format("%s/rubric.json", lesson->suite);
	char *wrong = rubric_read(&lesson->rubric, rubric, lesson->given);

	free(rubric);
	return wrong;
}

char *lesson_find(const char *wanted, char **name)
{
	char **names = lesson_names();
	size_t i = 0;

	while (names[i] != NULL && !is_called(names[i], wanted))
		i++;
	char *wrong = names[i] == NULL ? unknown(wanted, names) : NULL;
	*name = text_copy(names[i]);
	names_free(names);
	return wrong;
}

char *lesson_open(t_lesson *lesson, const char *wanted)
{
	*lesson = (t_lesson){0};
	char *wrong = lesson_find(wanted, &lesson->name);

	if (wrong != NULL)
		return wrong;
	lesson->number = number_of(lesson->name);
	lesson->folder = text_format("%s/%s", LESSONS, lesson->name);
	lesson->suite = text_format("%s/%s", SUITES, lesson->name);
	lesson->given = text_format("%s/skeleton", lesson->suite);
	wrong = read_suite(lesson);
	if (wrong != NULL)
		lesson_close(lesson);
	return wrong;
}

void lesson_close(t_lesson *lesson)
{
	rubric_free(&lesson->rubric);
	free(lesson->name);
	free(lesson->number);
	free(lesson->folder);
	free(lesson->suite);
	free(lesson->given);
	*lesson = (t_lesson){0};
}
