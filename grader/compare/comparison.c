#include "comparison.h"

#include "demo.h"
#include "side.h"
#include "text.h"
#include "value.h"
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static json_t *rows_of(const json_t *side)
{
	return json_object_get(json_object_get(side, "result"), "rows");
}

/* What became of a row on one side. */
static json_t *outcome_of(const json_t *row)
{
	return json_pack("{s:O, s:O, s:O}", "points", json_object_get(row, "points"),
		"status", json_object_get(row, "status"), "got",
		json_object_get(row, "got"));
}

static int is_alike(const json_t *row, const json_t *other)
{
	return json_equal(json_object_get(row, "points"),
		       json_object_get(other, "points")) &&
	       json_equal(
		       json_object_get(row, "status"), json_object_get(other, "status"));
}

/* Both results have the rows of the rubric, in its order. */
static json_t *differing_rows(const json_t *first, const json_t *second)
{
	json_t *differing = json_array();
	size_t index;
	json_t *row;

	json_array_foreach(rows_of(first), index, row)
	{
		json_t *other = json_array_get(rows_of(second), index);
		if (is_alike(row, other))
			continue;
		json_array_append_new(differing,
			json_pack("{s:O, s:O, s:O, s:O, s:b, s:[o, o]}", "name",
				json_object_get(row, "name"), "sentence",
				json_object_get(row, "sentence"), "heading",
				json_object_get(row, "heading"), "max_points",
				json_object_get(row, "max_points"), "hidden",
				json_is_true(json_object_get(row, "hidden")), "sides",
				outcome_of(row), outcome_of(other)));
	}
	return differing;
}

/* The rows that both sides passed, so that both did the same work; those that are not for
 * valgrind are left out. */
static char *common_rows(const t_lesson *lesson, const t_side *sides)
{
	char *wanted = memory_for(lesson->rubric.count, 1);

	for (size_t i = 0; i < lesson->rubric.count; i++)
		wanted[i] =
			rule_is_watched(&lesson->rubric.rules[i]) &&
			is_status(json_array_get(rows_of(sides[0].value), i), "passed") &&
			is_status(json_array_get(rows_of(sides[1].value), i), "passed");
	return wanted;
}

static int count_rows(const t_lesson *lesson, const char *wanted)
{
	int count = 0;

	for (size_t i = 0; i < lesson->rubric.count; i++)
		count += wanted[i];
	return count;
}

/* `desk`: a folder for the texts, which nothing of a submission can reach. */
static json_t *look_at(const t_lesson *lesson, t_side *sides, const char *desk)
{
	char *wanted = common_rows(lesson, sides);
	json_t *source =
		words_compare(lesson, sides[0].work.path, sides[1].work.path, desk);

	int common = count_rows(lesson, wanted);
	for (int i = 0; i < 2 && sides[0].is_built && sides[1].is_built; i++)
		side_look(&sides[i], lesson, wanted);
	free(wanted);
	json_t *demos = demos_compare(json_object_get(sides[0].value, "demo"),
		json_object_get(sides[1].value, "demo"), desk);
	return json_pack("{s:i, s:O, s:s, s:s, s:o, s:o, s:o, s:[O, O]}", "common_rows",
		common, "api", lesson->rubric.api, "lesson", lesson->name, "title",
		lesson->rubric.title, "rows",
		differing_rows(sides[0].value, sides[1].value), "demo", demos, "source",
		source, "sides", sides[0].value, sides[1].value);
}

static json_t *compare(const t_lesson *lesson, t_side *sides, char **wrong)
{
	t_work desk = work_begin(sides[0].request.build);

	if (desk.path == NULL)
	{
		*wrong = text_format("%s cannot be written: %s", sides[0].request.build,
			strerror(errno));
		return NULL;
	}
	json_t *comparison = look_at(lesson, sides, desk.path);
	work_end(&desk);
	return comparison;
}

json_t *comparison_make(const t_lesson *lesson, const t_pair *pair, char **wrong)
{
	char *reference = text_format("solutions/%s", lesson->name);
	t_side sides[2] = {{.request = pair->request}, {.request = pair->request}};
	json_t *comparison = NULL;

	sides[1].request.submission = pair->with == NULL ? reference : pair->with;
	*wrong = side_open(&sides[0], lesson, "submission");
	if (*wrong == NULL)
		*wrong = side_open(
			&sides[1], lesson, pair->with == NULL ? "reference" : "other");
	if (*wrong == NULL)
		comparison = compare(lesson, sides, wrong);
	for (int i = 0; i < 2; i++)
		side_close(&sides[i]);
	free(reference);
	return comparison;
}
