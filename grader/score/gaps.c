#include "gaps.h"

#include "file.h"
#include "text.h"
#include "value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* No source in the work folder has more, see submission.c. */
#define SOURCE_LIMIT (1 << 20)

/* Where the comment that begins here ends, or `at` itself. */
static const char *behind_comment(const char *at)
{
	if (text_begins(at, "//"))
		return at + strcspn(at, "\n");
	if (!text_begins(at, "/*"))
		return at;
	const char *end = strstr(at + 2, "*/");
	return end == NULL ? at + strlen(at) : end + 2;
}

/* The text without comments and blanks, so that a comment that is left, or another
 * indentation, makes no difference; a new string. */
static char *bare(const char *text)
{
	char *left;
	size_t size;
	FILE *out = text_stream(&left, &size);

	while (*text != '\0')
	{
		const char *next = behind_comment(text);
		if (next == text && !isspace((unsigned char)*next))
			fputc(*next, out);
		text = next == text ? next + 1 : next;
	}
	fclose(out);
	return left;
}

/* The function of a skeleton in which `at` lies: it begins after an empty line. A new
 * string. */
static char *function_around(const char *skeleton, const char *at)
{
	const char *end = strstr(at, "\n}");

	while (at > skeleton && !text_begins(at, "\n{"))
		at--;
	while (at > skeleton && !text_begins(at, "\n\n"))
		at--;
	return text_format("%.*s\n}", end == NULL ? 0 : (int)(end - at), at);
}

/* What is in front of its first parenthesis, a new string. */
static char *name_of(const char *function)
{
	size_t end = strcspn(function, "(");
	size_t begin = end;

	while (begin > 0 && (isalnum((unsigned char)function[begin - 1]) ||
				    function[begin - 1] == '_'))
		begin--;
	return text_format("%.*s", (int)(end - begin), function + begin);
}

static void add_if_left(json_t *gaps, int todo, const char *function, const char *source,
	const char *file)
{
	char *wanted = bare(function);

	if (strstr(source, wanted) != NULL)
	{
		char *name = name_of(function);
		json_array_append_new(gaps, json_pack("{s:i, s:s, s:s}", "todo", todo,
						    "function", name, "file", file));
		free(name);
	}
	free(wanted);
}

static char *read_in(const char *folder, const char *file)
{
	size_t size;
	char *path = text_format("%s/%s", folder, file);
	char *text = file_read(path, SOURCE_LIMIT, &size);

	free(path);
	return text;
}

static void add_gaps(
	json_t *gaps, const char *skeleton, const char *source, const char *file)
{
	char *submitted = bare(source);
	int todo;

	for (const char *at = strstr(skeleton, "TODO "); at != NULL;
		at = strstr(at + 1, "TODO "))
	{
		if (sscanf(at, "TODO %d", &todo) != 1)
			continue;
		char *function = function_around(skeleton, at);
		add_if_left(gaps, todo, function, submitted, file);
		free(function);
	}
	free(submitted);
}

json_t *gaps_in(const t_lesson *lesson, const char *work)
{
	json_t *gaps = json_array();
	size_t index;
	json_t *name;

	json_array_foreach(lesson->rubric.files, index, name)
	{
		const char *file = json_string_value(name);
		char *skeleton = read_in(lesson->given, file);
		char *source = read_in(work, file);
		if (skeleton != NULL && source != NULL)
			add_gaps(gaps, skeleton, source, file);
		free(skeleton);
		free(source);
	}
	return gaps;
}

/* Whether a function of this name is called in the text. */
static int calls(const char *text, const char *name)
{
	for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name))
		if (at[strlen(name)] == '(' && text_is_word(text, at, strlen(name)))
			return 1;
	return 0;
}

int gap_behind(const json_t *gaps, const char *tried)
{
	size_t index;
	json_t *gap;
	int last = 0;

	json_array_foreach(gaps, index, gap)
		if (tried != NULL && calls(tried, string_of(gap, "function")))
			last = int_of(gap, "todo");
	return last;
}
