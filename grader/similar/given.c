#define _GNU_SOURCE
#include "given.h"

#include "file.h"
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (512 << 10)

/* The line without the blanks around it, a new string. */
static char *trimmed(const char *line)
{
	size_t length;

	line += strspn(line, " \t\r\f\v");
	length = strcspn(line, "\n");
	while (length > 0 && isspace((unsigned char)line[length - 1]))
		length--;
	return text_format("%.*s", (int)length, line);
}

static int says_something(const char *line)
{
	int opens = strstr(line, "/*") != NULL;
	int ends = strstr(line, "*/") != NULL;

	while (*line != '\0' && !isalnum((unsigned char)*line))
		line++;
	return *line != '\0' && opens == ends;
}

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

static void add_line(t_given *given, const char *line)
{
	char *own = trimmed(line);

	if (!says_something(own))
	{
		free(own);
		return;
	}
	given->lines =
		memory_again(given->lines, given->count + 1, sizeof(*given->lines));
	given->lines[given->count++] = own;
}

static void add_files(t_given *given, const char *folder, const char *ending)
{
	char **names = folder_names(folder, ending);
	size_t size;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		char *text = file_read(path, FILE_LIMIT, &size);
		for (const char *line = text; line != NULL && *line != '\0';
			line = next_line(line))
			add_line(given, line);
		free(text);
		free(path);
	}
	names_free(names);
}

t_given given_read(const t_lesson *lesson)
{
	t_given given = {NULL, 0};
	char *skeleton = text_format("%s/skeleton", lesson->suite);

	add_files(&given, skeleton, ".c");
	add_files(&given, skeleton, ".h");
	add_files(&given, lesson->folder, ".h");
	qsort(given.lines, given.count, sizeof(*given.lines), compare);
	free(skeleton);
	return given;
}

void given_free(t_given *given)
{
	for (size_t i = 0; i < given->count; i++)
		free(given->lines[i]);
	free(given->lines);
}

int given_has(const t_given *given, const char *line)
{
	char *own = trimmed(line);
	int has = given->count != 0 && bsearch(&own, given->lines, given->count,
					       sizeof(*given->lines), compare) != NULL;

	free(own);
	return has;
}

char *given_left_out(const t_given *given, const char *text)
{
	char *left;
	size_t size;
	FILE *out = text_stream(&left, &size);

	for (; *text != '\0'; text = next_line(text))
	{
		if (!given_has(given, text))
			fprintf(out, "%.*s", (int)strcspn(text, "\n"), text);
		fputc('\n', out);
	}
	fclose(out);
	return left;
}
