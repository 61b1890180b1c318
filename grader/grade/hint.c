/*
 * `make hint`: the next hint to the first row that is lost. How many were shown stands in
 * build/results/<lesson>.hint, with the row's name; another row begins anew.
 */

#include "commands.h"
#include "file.h"
#include "graded.h"
#include "report.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 4096

static char *note_path(const t_options *options, const json_t *result)
{
	return text_format("%s/results/%s.hint", options->request.build,
		string_of(result, "lesson"));
}

/* How many hints to this row were shown already. */
static size_t shown_before(const char *path, const char *row)
{
	size_t size;
	size_t count = 0;
	char *text = file_read(path, LIMIT, &size);
	char *name = text == NULL ? NULL : strchr(text, ' ');

	if (name != NULL && strlen(name + 1) == strlen(row) + 1 &&
		text_begins(name + 1, row))
		count = strtoul(text, NULL, 10);
	free(text);
	return count;
}

static char *note_shown(const char *path, const char *row, size_t count)
{
	char *text = text_format("%zu %s\n", count, row);
	char *wrong = NULL;

	if (file_write(path, text, strlen(text)) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	free(text);
	return wrong;
}

/* Shows one more than last time; when there are no more, all of them. */
static char *show_next(const t_options *options, const json_t *result, const json_t *row)
{
	t_look look = look_of(stdout);
	const char *name = string_of(row, "name");
	size_t all = json_array_size(json_object_get(row, "hints"));
	char *path = note_path(options, result);
	size_t count = shown_before(path, name) + 1;

	count = count > all ? all : count;
	report_hints(stdout, &look, result, row, count);
	char *wrong = note_shown(path, name, count);
	free(path);
	return wrong;
}

static char *hint_in(const t_options *options, const t_graded *graded)
{
	const json_t *row = report_first_lost(graded->result);

	if (!is_status(graded->result, "graded"))
	{
		t_look look = look_of(stdout);
		report_full(stdout, &look, graded->result, graded->previous,
			graded->unchanged);
		return NULL;
	}
	if (row == NULL)
	{
		printf("%s: no row is lost, so there is nothing to hint at.\n",
			string_of(graded->result, "lesson"));
		return NULL;
	}
	return show_next(options, graded->result, row);
}

/* Grades up to the first lesson that is not complete, whose result stays; the last one's
 * where all are. */
static char *grade_unfinished(t_graded *graded, const t_options *options)
{
	char **names = lesson_names();
	char *wrong = names[0] == NULL ? no_lesson() : NULL;

	for (size_t i = 0; names[i] != NULL && wrong == NULL; i++)
	{
		graded_free(graded);
		wrong = graded_make(graded, options, names[i]);
		if (wrong == NULL && !is_complete(graded->result))
			break;
	}
	names_free(names);
	return wrong;
}

int command_hint(const t_options *options, const char *lesson)
{
	t_graded graded = {0};
	char *wrong = lesson == NULL ? grade_unfinished(&graded, options)
				     : graded_make(&graded, options, lesson);

	if (wrong == NULL)
		wrong = hint_in(options, &graded);
	graded_free(&graded);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
