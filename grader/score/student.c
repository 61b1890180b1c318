#include "student.h"

#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What a hidden row keeps; what it lacks is null, so that no row stays as it was because it lacks something. */
static json_t *masked(const json_t *row, const char *name)
{
	return json_pack(
		"{s:s, s:s, s:O?, s:O?, s:O?, s:O?, s:O?, s:b, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, "
		"s:n, s:n, s:[]}",
		"name", name, "sentence", "a hidden row", "heading", json_object_get(row, "heading"),
		"points", json_object_get(row, "points"), "max_points", json_object_get(row, "max_points"),
		"status", json_object_get(row, "status"), "seconds", json_object_get(row, "seconds"),
		"hidden", 1, "message", "file", "line", "excerpt", "tried", "expected", "got", "picture",
		"promise", "command", "needs", "hints");
}

static int is_of_name(char character)
{
	return isalnum((unsigned char)character) || character == '_';
}

/* Whether the secret stands at that place of the text, and not as a part of a longer name. */
static int stands_at(const char *text, const char *at, const char *secret)
{
	char before = at == text ? ' ' : at[-1];
	char behind = at[strlen(secret)];

	return text_begins(at, secret) && !is_of_name(before) && (behind == '\0' || !is_of_name(behind));
}

/* The text with `instead` in place of the secret, a new string. */
static char *without(const char *text, const char *secret, const char *instead)
{
	char *changed;
	size_t size;
	FILE *out = text_stream(&changed, &size);

	for (const char *at = text; *at != '\0';)
	{
		if (stands_at(text, at, secret))
		{
			fputs(instead, out);
			at += strlen(secret);
		}
		else
			fputc(*at++, out);
	}
	fclose(out);
	return changed;
}

static json_t *cleaned(json_t *value, const char *secret, const char *instead);

/* Words of the format itself, which a row may be named like. */
static int is_of_format(const char *key)
{
	return strcmp(key, "status") == 0 || strcmp(key, "heading") == 0;
}

/* Takes the secret out of every string in the value. */
static void clean(json_t *value, const char *secret, const char *instead)
{
	size_t index;
	const char *key;
	json_t *inner;

	json_array_foreach(value, index, inner)
		json_array_set_new(value, index, cleaned(inner, secret, instead));
	json_object_foreach(value, key, inner)
	{
		if (!is_of_format(key))
			json_object_iter_set_new(
				value, json_object_key_to_iter(key), cleaned(inner, secret, instead));
	}
}

static json_t *cleaned(json_t *value, const char *secret, const char *instead)
{
	if (!json_is_string(value) || strstr(json_string_value(value), secret) == NULL)
	{
		clean(value, secret, instead);
		return json_incref(value);
	}
	char *text = without(json_string_value(value), secret, instead);
	json_t *string = json_string(text);
	free(text);
	return string;
}

/* Other rows name the row where it kept them from running, or where memcheck found something in it. */
static void hide(json_t *result, size_t index, int number)
{
	json_t *rows = json_object_get(result, "rows");
	json_t *row = json_incref(json_array_get(rows, index));
	const char *name = json_string_value(json_object_get(row, "name"));
	const char *sentence = json_string_value(json_object_get(row, "sentence"));
	char *instead = text_format("hidden_%d", number);

	json_array_set_new(rows, index, masked(row, instead));
	if (sentence != NULL && *sentence != '\0')
		clean(result, sentence, "a hidden row");
	if (name != NULL && *name != '\0')
		clean(result, name, instead);
	free(instead);
	json_decref(row);
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
			hide(copy, index, ++number);
	}
	return copy;
}
