#ifndef VALUE_H
#define VALUE_H

#include <jansson.h>
#include <string.h>

/* How a result is read: score/score.h says what it is. */

static inline const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static inline int int_of(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

/* Of a result or a row; what has no status is of none. */
static inline int is_status(const json_t *object, const char *status)
{
	const char *there = string_of(object, "status");

	return there != NULL && strcmp(there, status) == 0;
}

/* Whether the row has points to win: one of 0 points is run and shown, and costs nobody
 * anything. */
static inline int row_counts(const json_t *row)
{
	const json_t *most = json_object_get(row, "max_points");

	return !json_is_integer(most) || json_integer_value(most) != 0;
}

/* What is said after the sentence of a row. */
static inline const char *row_suffix(const json_t *row)
{
	return row_counts(row) ? "" : " (does not count)";
}

/* Whether the row costs points: it counts, was graded and did not pass. */
static inline int is_lost(const json_t *row)
{
	return row_counts(row) && !is_status(row, "passed") &&
	       !is_status(row, "not-graded");
}

/* Whether no more is told of the row than its heading and its points: see
 * score/student.h. */
static inline int is_masked(const json_t *row)
{
	return json_is_true(json_object_get(row, "hidden")) &&
	       !json_is_object(json_object_get(row, "promise"));
}

/* The row of that name, or NULL; NULL is the name of none. */
static inline json_t *row_called(const json_t *result, const char *name)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(result, "rows"), index, row)
	{
		const char *there = string_of(row, "name");
		if (name != NULL && there != NULL && strcmp(there, name) == 0)
			return row;
	}
	return NULL;
}

/* Whether it has all points that there are. */
static inline int is_complete(const json_t *result)
{
	return int_of(result, "score") != 0 &&
	       int_of(result, "score") == int_of(result, "max_score");
}

#endif
