#ifndef VALUE_H
#define VALUE_H

#include <jansson.h>
#include <string.h>

/* How a result is read: score/score.h says what it is. */

static inline const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* The same, or "" where there is none or it is of another kind: files may have been
 * edited. */
static inline const char *text_of(const json_t *object, const char *key)
{
	const char *text = string_of(object, key);

	return text == NULL ? "" : text;
}

static inline int int_of(const json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

/* Whether there is this string. */
static inline int is_value(const json_t *object, const char *key, const char *value)
{
	const char *there = string_of(object, key);

	return there != NULL && strcmp(there, value) == 0;
}

/* Of a result or a row; what has no status is of none. */
static inline int is_status(const json_t *object, const char *status)
{
	return is_value(object, "status", status);
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

/* Whether it was not run yet, and will be: memcheck looks last. */
static inline int is_awaited(const json_t *row)
{
	return is_status(row, "not-run") && string_of(row, "got") == NULL;
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

/* The function that is to be written before the row can pass, of the result's gaps: see
 * score/gaps.h; NULL where it waits for none. */
static inline const json_t *row_gap(const json_t *result, const json_t *row)
{
	size_t index;
	json_t *gap;

	json_array_foreach(json_object_get(result, "gaps"), index, gap)
		if (int_of(gap, "todo") == int_of(row, "gap"))
			return gap;
	return NULL;
}

/* Whether it has all points that there are. */
static inline int is_complete(const json_t *result)
{
	return int_of(result, "score") != 0 &&
	       int_of(result, "score") == int_of(result, "max_score");
}

#endif
