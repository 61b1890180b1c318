#include "graded.h"

#include "state.h"
#include "text.h"

#include <errno.h>
#include <string.h>

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
	if (graded->result != NULL && !graded->unchanged && !request->native)
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
