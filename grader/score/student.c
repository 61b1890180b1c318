#include "student.h"

/* What a hidden row keeps. */
static json_t *masked(const json_t *row, int number)
{
	return json_pack(
		"{s:o, s:s, s:O, s:O, s:O, s:O, s:O, s:b, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, "
		"s:n, s:n, s:[]}",
		"name", json_sprintf("hidden_%d", number), "sentence", "a hidden row", "heading",
		json_object_get(row, "heading"), "points", json_object_get(row, "points"), "max_points",
		json_object_get(row, "max_points"), "status", json_object_get(row, "status"), "seconds",
		json_object_get(row, "seconds"), "hidden", 1, "message", "file", "line", "excerpt", "tried",
		"expected", "got", "picture", "promise", "command", "needs", "hints");
}

json_t *result_for_student(const json_t *result)
{
	json_t *copy = json_deep_copy(result);
	json_t *rows = json_object_get(copy, "rows");
	size_t index;
	json_t *row;
	int number = 0;

	json_array_foreach(rows, index, row)
	{
		if (json_is_true(json_object_get(row, "hidden")))
			json_array_set_new(rows, index, masked(row, ++number));
	}
	return copy;
}
