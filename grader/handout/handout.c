#include "handout.h"

#include "file.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT (1 << 20)

/* The files of a suite that are JSON, and the names of its hidden rows. */
typedef struct s_suite
{
	const char *course;
	const char *name;
	char *folder;
	json_t *rubric;
	json_t *hidden; /* an object: the names are its keys */
} t_suite;

/* Reads a file of the suite. NULL with *wrong set where it cannot be read. */
static json_t *load(const t_suite *suite, const char *file, char **wrong)
{
	json_error_t error;
	char *path = text_format("%s/%s", suite->folder, file);
	json_t *value = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

	if (value == NULL)
		*wrong = text_format("%s: line %d: %s", path, error.line, error.text);
	free(path);
	return value;
}

static char *save(const t_suite *suite, const char *file, const json_t *value)
{
	char *path = text_format("%s/%s", suite->folder, file);
	char *text = json_dumps(value, JSON_INDENT(2));
	char *lines = text_format("%s\n", text == NULL ? "" : text);
	char *wrong = NULL;

	if (text == NULL || file_write(path, lines, strlen(lines)) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	free(lines);
	free(text);
	free(path);
	return wrong;
}

/* What the handout tells of a hidden row. */
static json_t *stub_of(const json_t *row)
{
	return json_pack("{s:b, s:O?, s:O?}", "hidden", 1, "heading",
		json_object_get(row, "heading"), "points",
		json_object_get(row, "points"));
}

/* Puts stubs into the rubric, and notes the names that go. */
static char *make_stubs(t_suite *suite)
{
	const char *foundation =
		json_string_value(json_object_get(suite->rubric, "foundation"));
	json_t *rows = json_object_get(suite->rubric, "rows");
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
	{
		const char *name = json_string_value(json_object_get(row, "name"));
		if (!json_is_true(json_object_get(row, "hidden")) || name == NULL)
			continue;
		if (foundation != NULL && strcmp(foundation, name) == 0)
			return text_format("%s: the foundation, %s, cannot be hidden",
				suite->name, name);
		json_object_set_new(suite->hidden, name, json_true());
		json_array_set_new(rows, index, stub_of(row));
	}
	return NULL;
}

/* Takes the names that go out of the list. Where none is left the foundation is: code
 * that does nothing earns nothing. */
static void forget_in(const t_suite *suite, json_t *requires)
{
	size_t before = json_array_size(requires);

	for (size_t i = before; i > 0; i--)
	{
		const char *name = json_string_value(json_array_get(requires, i - 1));
		if (name != NULL && json_object_get(suite->hidden, name) != NULL)
			json_array_remove(requires, i - 1);
	}
	if (before != 0 && json_array_size(requires) == 0)
		json_array_append(requires, json_object_get(suite->rubric, "foundation"));
}

static void forget_required(const t_suite *suite)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(suite->rubric, "rows"), index, row)
		forget_in(suite, json_object_get(row, "requires"));
}

static int is_of_name(char character)
{
	return isalnum((unsigned char)character) || character == '_';
}

/* Whether the name stands there as a word of its own. */
static int names_word(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name))
		if ((at == text || !is_of_name(at[-1])) && !is_of_name(at[length]))
			return 1;
	return 0;
}

static char *refuse_named(const t_suite *suite, const char *path, const char *text)
{
	const char *name;
	json_t *value;

	json_object_foreach(suite->hidden, name, value)
	{
		if (names_word(text, name))
			return text_format("%s: the row %s is hidden, and %s names it",
				suite->name, name, path);
	}
	return NULL;
}

/* Looks for the hidden names in the files of a folder, and of those in it. */
static char *refuse_names(const t_suite *suite, const char *folder)
{
	char **names = folder_names(folder, NULL);
	char *wrong = NULL;

	for (size_t i = 0; names != NULL && names[i] != NULL && wrong == NULL; i++)
	{
		size_t size;
		char *path = text_format("%s/%s", folder, names[i]);
		char *text = file_read(path, LIMIT, &size);
		if (text != NULL)
			wrong = refuse_named(
				suite, path + strlen(suite->course) + 1, text);
		else if (errno == EISDIR)
			wrong = refuse_names(suite, path);
		else
			wrong = text_format("%s: %s", path, strerror(errno));
		free(text);
		free(path);
	}
	names_free(names);
	return wrong;
}

static char *write_stubs(const t_suite *suite)
{
	char *lesson = text_format("%s/lessons/%s", suite->course, suite->name);

	forget_required(suite);
	char *wrong = save(suite, "rubric.json", suite->rubric);
	if (wrong == NULL)
		wrong = refuse_names(suite, suite->folder);
	if (wrong == NULL)
		wrong = refuse_names(suite, lesson);
	free(lesson);
	return wrong;
}

/* The C files of the suite, one behind the other. */
static char *sources_of(const t_suite *suite)
{
	char **names = folder_names(suite->folder, ".c");
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		size_t length;
		char *path = text_format("%s/%s", suite->folder, names[i]);
		char *source = file_read(path, LIMIT, &length);
		fputs(source == NULL ? "" : source, out);
		free(source);
		free(path);
	}
	fclose(out);
	names_free(names);
	return text;
}

/* A row that students shall have must stand where they get it. */
static char *refuse_missing(const t_suite *suite)
{
	char *sources = sources_of(suite);
	char *wrong = NULL;
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(suite->rubric, "rows"), index, row)
	{
		const char *name = json_string_value(json_object_get(row, "name"));
		if (wrong == NULL && name != NULL &&
			json_object_get(row, "judge") == NULL &&
			!names_word(sources, name))
			wrong = text_format(
				"%s: the row %s is not hidden, and no file that students get has it",
				suite->name, name);
	}
	free(sources);
	return wrong;
}

static char *hide_in(const char *course, const char *suites, const char *name)
{
	t_suite suite = {
		course, name, text_format("%s/%s", suites, name), NULL, json_object()};
	char *wrong = NULL;

	suite.rubric = load(&suite, "rubric.json", &wrong);
	if (wrong == NULL)
		wrong = make_stubs(&suite);
	if (wrong == NULL && json_object_size(suite.hidden) != 0)
		wrong = write_stubs(&suite);
	if (wrong == NULL)
		wrong = refuse_missing(&suite);
	json_decref(suite.hidden);
	json_decref(suite.rubric);
	free(suite.folder);
	return wrong;
}

static int has_rubric(const char *suites, const char *name)
{
	char *path = text_format("%s/%s/rubric.json", suites, name);
	int there = access(path, F_OK) == 0;

	free(path);
	return there;
}

char *handout_hide(const char *course)
{
	char *suites = text_format("%s/grader/suites", course);
	char **names = folder_names(suites, NULL);
	char *wrong =
		names == NULL ? text_format("%s: %s", suites, strerror(errno)) : NULL;

	for (size_t i = 0; wrong == NULL && names[i] != NULL; i++)
		if (has_rubric(suites, names[i]))
			wrong = hide_in(course, suites, names[i]);
	names_free(names);
	free(suites);
	return wrong;
}
