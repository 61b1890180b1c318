#include "result_like.h"

#include "value.h"

#include <string.h>

/* The text may be no UTF-8 that json_string takes for granted: then it is empty. */
static json_t *string(const char *text)
{
	json_t *value = json_string(text);

	return value == NULL ? json_string("") : value;
}

static json_t *picture_like(const char *text)
{
	json_t *picture = json_loads(
		"{\"byte\": 41, \"lanes\": ["
		"{\"name\": \"before\", \"capacity\": 256, \"offset\": 100, \"blocks\": ["
		"{\"start\": 0, \"size\": 40, \"mark\": \"A\"}, {\"start\": 48, \"size\": 16, "
		"\"mark\": \"b\"}, "
		"{\"start\": 64, \"size\": 36, \"mark\": \"!\"}]}, "
		"{\"name\": \"after\", \"capacity\": 256, \"offset\": 100, \"blocks\": ["
		"{\"start\": 0, \"size\": 40, \"mark\": \"A\"}, {\"start\": 36, \"size\": 20, "
		"\"mark\": \"*\"}]}]}",
		0, NULL);

	json_array_append_new(json_object_get(picture, "lanes"),
		json_pack("{s:o, s:i, s:i, s:[]}", "name", string(text), "capacity", 64,
			"offset", 80, "blocks"));
	return picture;
}

static json_t *row_like(
	const char *name, const char *sentence, const char *status, int points)
{
	return json_pack("{s:o, s:o, s:s, s:i, s:i, s:s, s:{s:s, s:i, s:s}, s:n}", "name",
		string(name), "sentence", string(sentence), "heading", "memory", "points",
		points, "max_points", 50, "status", status, "promise", "file", "c.h",
		"line", 7, "text", "the promise", "needs");
}

json_t *passed_row(const char *name, const char *sentence)
{
	return row_like(name, sentence, "passed", 50);
}

json_t *lost_row(const char *name, const char *sentence, const char *text)
{
	json_t *row = row_like(name, sentence, "failed", 0);
	json_t *said = string(text);

	json_object_update_new(row,
		json_pack(
			"{s:O, s:O, s:O, s:O, s:i, s:{s:i, s:[O, O, O]}, s:o, s:[O, O], s:O}",
			"tried", said, "expected", said, "got", said, "file", said,
			"line", 9, "excerpt", "first", 8, "lines", said, said, said,
			"picture", picture_like(text), "hints", said, said, "command",
			said));
	json_decref(said);
	return row;
}

/* As the grader chooses it, where no row tells of another. */
static json_t *begin_with(const json_t *rows)
{
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
		if (is_lost(row))
			return json_incref(json_object_get(row, "name"));
	return json_null();
}

json_t *result_like(const char *lesson, json_t *rows)
{
	return json_pack(
		"{s:o, s:s, s:s, s:i, s:i, s:s, s:n, s:s, s:s, s:{s:{s:i, s:i, s:i}}, s:o, s:[], s:{s:s, "
		"s:s, s:s}, "
		"s:{s:s, s:n}, s:i}",
		"begin_with", begin_with(rows), "lesson", lesson, "title", "A test",
		"score", 50, "max_score", 100, "status", "graded", "reason", "submission",
		"lessons/x", "hint_command", "make hint", "headings", "memory", "score",
		50, "max_score", 100, "not_graded", 0, "rows", rows, "notes", "compiler",
		"command", "gcc", "version", "gcc 12", "warnings", "", "tools", "check",
		"Check-0.15.2", "valgrind", "seed", 1);
}

static json_t *replaced(json_t *value, const char *text)
{
	if (json_is_string(value))
		return string(text);
	replace_strings(value, text);
	return json_incref(value);
}

void replace_strings(json_t *value, const char *text)
{
	size_t index;
	const char *key;
	json_t *inner;

	json_array_foreach(value, index, inner)
		json_array_set_new(value, index, replaced(inner, text));
	json_object_foreach(value, key, inner)
		json_object_iter_set_new(
			value, json_object_key_to_iter(key), replaced(inner, text));
}
