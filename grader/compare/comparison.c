#include "comparison.h"

#include "side.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

static json_t *rows_of(const json_t *side)
{
	return json_object_get(json_object_get(side, "result"), "rows");
}

/* What became of a row on one side. */
static json_t *outcome_of(const json_t *row)
{
	return json_pack("{s:O, s:O, s:O}", "points", json_object_get(row, "points"), "status",
		json_object_get(row, "status"), "got", json_object_get(row, "got"));
}

static int is_alike(const json_t *row, const json_t *other)
{
	return json_equal(json_object_get(row, "points"), json_object_get(other, "points")) &&
	       json_equal(json_object_get(row, "status"), json_object_get(other, "status"));
}

/* Both results have the rows of the rubric, in its order. */
static json_t *differing_rows(const json_t *sides)
{
	json_t *differing = json_array();
	size_t index;
	json_t *row;

	json_array_foreach(rows_of(json_array_get(sides, 0)), index, row)
	{
		json_t *other = json_array_get(rows_of(json_array_get(sides, 1)), index);
		if (is_alike(row, other))
			continue;
		json_array_append_new(differing,
			json_pack("{s:O, s:O, s:O, s:O, s:[o, o]}", "name", json_object_get(row, "name"),
				"sentence", json_object_get(row, "sentence"), "heading",
				json_object_get(row, "heading"), "max_points",
				json_object_get(row, "max_points"), "sides", outcome_of(row),
				outcome_of(other)));
	}
	return differing;
}

static json_t *make_sides(const t_lesson *lesson, const t_pair *pair, char **wrong)
{
	t_request other = pair->request;
	char *reference = text_format("solutions/%s", lesson->name);
	json_t *sides = json_array();

	other.submission = pair->with == NULL ? reference : pair->with;
	json_t *first = side_make(lesson, &pair->request, "submission", wrong);
	if (first != NULL)
		json_array_append_new(sides, first);
	json_t *second =
		first == NULL ? NULL
			      : side_make(lesson, &other, pair->with == NULL ? "reference" : "other", wrong);
	if (second != NULL)
		json_array_append_new(sides, second);
	free(reference);
	if (second != NULL)
		return sides;
	json_decref(sides);
	return NULL;
}

json_t *comparison_make(const t_lesson *lesson, const t_pair *pair, char **wrong)
{
	json_t *sides = make_sides(lesson, pair, wrong);

	if (sides == NULL)
		return NULL;
	return json_pack("{s:s, s:s, s:o, s:o}", "lesson", lesson->name, "title", lesson->rubric.title,
		"rows", differing_rows(sides), "sides", sides);
}
