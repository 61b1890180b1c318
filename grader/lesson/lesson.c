#include "lesson.h"

#include "file.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
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

/* Whether `wanted` names the lesson: its folder's name, its number, or the path of its folder. */
static int is_called(const char *name, const char *wanted)
{
	char *number = number_of(name);
	const char *last = text_begins(wanted, LESSONS "/") ? wanted + strlen(LESSONS) + 1 : wanted;
	size_t length = strlen(last);

	while (length > 0 && last[length - 1] == '/')
		length--;
	int called = (strlen(name) == length && strncmp(name, last, length) == 0) ||
		     (strlen(number) == length && strncmp(number, last, length) == 0);
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
	char *hints = text_format("%s/hints.json", lesson->suite);
	char *wrong = rubric_read(&lesson->rubric, rubric, lesson->folder);

	if (wrong == NULL)
		wrong = hints_read(&lesson->hints, &lesson->rubric, hints);
	free(hints);
	free(rubric);
	return wrong;
}

char *lesson_open(t_lesson *lesson, const char *name)
{
	char **names = lesson_names();
	size_t i = 0;
	char *wrong;

	*lesson = (t_lesson){0};
	while (names[i] != NULL && !is_called(names[i], name))
		i++;
	if (names[i] == NULL)
		wrong = unknown(name, names);
	else
	{
		lesson->name = text_copy(names[i]);
		lesson->number = number_of(names[i]);
		lesson->folder = text_format("%s/%s", LESSONS, names[i]);
		lesson->suite = text_format("%s/%s", SUITES, names[i]);
		wrong = read_suite(lesson);
	}
	names_free(names);
	if (wrong != NULL)
		lesson_close(lesson);
	return wrong;
}

void lesson_close(t_lesson *lesson)
{
	json_decref(lesson->hints);
	rubric_free(&lesson->rubric);
	free(lesson->name);
	free(lesson->number);
	free(lesson->folder);
	free(lesson->suite);
	*lesson = (t_lesson){0};
}
