/*
 * `make hint`: the next hint to a row, the first that is lost if none is named. How many
 * were shown stands in build/results/<lesson>.hint, with the row's name; another row
 * begins anew.
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

char *hint_show(
	const t_options *options, const json_t *result, const json_t *row, int has_keys)
{
	t_look look = look_for(options);
	const char *name = string_of(row, "name");
	size_t all = json_array_size(json_object_get(row, "hints"));
	char *path = note_path(options, result);
	size_t count = shown_before(path, name) + 1;

	look.has_keys = has_keys;
	count = count > all ? all : count;
	report_hints(stdout, &look, result, row, count);
	char *wrong = note_shown(path, name, count);
	free(path);
	return wrong;
}

/* name: of the row, or NULL for the first that is lost. */
static char *hint_in(const t_options *options, const t_graded *graded, const char *name)
{
	const json_t *row = name == NULL ? report_first_lost(graded->result)
					 : row_called(graded->result, name);

	if (!is_status(graded->result, "graded"))
	{
		t_look look = look_for(options);
		report_full(stdout, &look, graded->result, graded->previous,
			graded->unchanged);
		return NULL;
	}
	if (row == NULL && name != NULL)
		return text_format("there is no row \"%s\" in %s", name,
			string_of(graded->result, "lesson"));
	if (row == NULL)
	{
		printf("%s: no row is lost, so there is nothing to hint at.\n",
			string_of(graded->result, "lesson"));
		return NULL;
	}
	return hint_show(options, graded->result, row, 0);
}

int command_hint(const t_options *options, const char *lesson, const char *row)
{
	t_graded graded;
	char *wrong = graded_begun(&graded, options, lesson, 1);

	if (wrong == NULL)
		wrong = hint_in(options, &graded, row);
	graded_free(&graded);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
