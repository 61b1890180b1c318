#include "graded.h"

#include "file.h"
#include "state.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOURCE_LIMIT ((size_t)1 << 20)

static json_int_t points(const json_t *result, const char *key)
{
	return json_integer_value(json_object_get(result, key));
}

void graded_free(t_graded *graded)
{
	json_decref(graded->result);
	json_decref(graded->previous);
}

/* The most points that this lesson ever had here. */
static void keep_best(json_t *result, const json_t *previous)
{
	json_int_t best = points(previous, "best");

	if (points(result, "score") > best)
		best = points(result, "score");
	json_object_set_new(result, "best", json_integer(best));
}

static char *save(const t_lesson *lesson, const t_request *request, json_t *result,
	const char *fingerprint)
{
	if (state_save(lesson, request, result, fingerprint) == 0)
		return NULL;
	return text_format("the result cannot be kept in %s/results: %s", request->build,
		strerror(errno));
}

/* Rows were left out because others came to no end: that is no result to be kept. */
static int is_cut_short(const json_t *result, const t_request *request)
{
	size_t index;
	json_t *row;
	int late = 0;

	json_array_foreach(json_object_get(result, "rows"), index, row)
		late += is_status(row, "timed-out");
	return request->patience == UNTIL_THREE_LATE && late >= 3;
}

/* Grades the lesson's own folder, unless the last result still holds. */
static char *grade_in_place(
	t_graded *graded, const t_lesson *lesson, const t_request *request)
{
	char *fingerprint = state_fingerprint(lesson, request);
	char *wrong = NULL;

	graded->previous = state_load(lesson, request);
	graded->unchanged = state_is_current(graded->previous, fingerprint);
	if (graded->unchanged)
		graded->result = json_incref(graded->previous);
	else
		graded->result = grade(lesson, request, &wrong);
	if (graded->result != NULL && !graded->unchanged && !request->native &&
		!is_cut_short(graded->result, request))
	{
		keep_best(graded->result, graded->previous);
		wrong = save(lesson, request, graded->result, fingerprint);
	}
	free(fingerprint);
	return wrong;
}

char *graded_make(t_graded *graded, const t_options *options, const char *name)
{
	t_lesson lesson;

	*graded = (t_graded){0};
	char *wrong = lesson_open(&lesson, name);
	if (wrong != NULL)
		return wrong;
	if (options->request.submission == NULL)
		wrong = grade_in_place(graded, &lesson, &options->request);
	else
		graded->result = grade(&lesson, &options->request, &wrong);
	if (wrong == NULL && options->json != NULL &&
		result_write(graded->result, options->json) == -1)
		wrong = text_format("the result cannot be written to %s: %s",
			options->json, strerror(errno));
	lesson_close(&lesson);
	return wrong;
}

/* Whether there is more than the skeleton. */
static int is_begun(const char *name)
{
	t_lesson lesson;
	size_t index;
	json_t *file;
	int begun = 0;
	char *wrong = lesson_open(&lesson, name);

	free(wrong);
	if (wrong != NULL)
		return 0;
	json_array_foreach(lesson.rubric.files, index, file)
	{
		char *own = text_format("%s/%s", lesson.folder, json_string_value(file));
		char *skeleton =
			text_format("%s/%s", lesson.given, json_string_value(file));
		begun |= access(own, F_OK) == 0 &&
			 !files_alike(own, skeleton, SOURCE_LIMIT);
		free(skeleton);
		free(own);
	}
	lesson_close(&lesson);
	return begun;
}

char *graded_begun(
	t_graded *graded, const t_options *options, const char *name, int goes_on)
{
	*graded = (t_graded){0};
	if (name != NULL)
		return graded_make(graded, options, name);
	char **names = lesson_names();
	char *wrong = names[0] == NULL ? no_lesson() : NULL;
	int found = 0;
	int some = 0;

	for (size_t i = 0; names[i] != NULL; i++)
		some |= is_begun(names[i]);
	/* What was begun first, then what was not. */
	for (int begun = 1; begun >= 0 && !found && (begun || goes_on || !some); begun--)
		for (size_t i = 0; names[i] != NULL && wrong == NULL && !found; i++)
		{
			if (is_begun(names[i]) != begun)
				continue;
			graded_free(graded);
			wrong = graded_make(graded, options, names[i]);
			found = wrong == NULL && !is_complete(graded->result);
		}
	names_free(names);
	return wrong;
}
