#include "student.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* What a hidden row keeps; what it lacks is null, so that no row stays as it was because
 * it lacks something. */
static json_t *masked(const json_t *row, const char *name)
{
	return json_pack(
		"{s:s, s:s, s:O?, s:O?, s:O?, s:O?, s:O?, s:b, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, s:n, "
		"s:n, s:n, s:[]}",
		"name", name, "sentence", "a hidden row", "heading",
		json_object_get(row, "heading"), "points", json_object_get(row, "points"),
		"max_points", json_object_get(row, "max_points"), "status",
		json_object_get(row, "status"), "seconds",
		json_object_get(row, "seconds"), "hidden", 1, "message", "file", "line",
		"excerpt", "tried", "expected", "got", "picture", "states", "promise",
		"command", "needs", "gap", "hints");
}

/* Whether the secret stands at that place of the text, and not as a part of a longer
 * name. */
static int stands_at(const char *text, const char *at, const char *secret)
{
	return text_begins(at, secret) && text_is_word(text, at, strlen(secret));
}

static int is_told_in(const char *text, const char *secret)
{
	const char *at = strstr(text, secret);

	while (at != NULL && !stands_at(text, at, secret))
		at = strstr(at + 1, secret);
	return at != NULL;
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
			json_object_iter_set_new(value, json_object_key_to_iter(key),
				cleaned(inner, secret, instead));
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

/*
 * The text without what it tells of the row, a new string: how many bytes were still
 * mapped, or how large the block was, says what the row tried. A line that begins with
 * two blanks goes on with what the one above it tells.
 */
static char *without_lines_on(const char *text, const char *row, const char *instead)
{
	char *changed;
	size_t size;
	FILE *out = text_stream(&changed, &size);
	const char *between = "";
	int cut = 0;

	for (const char *at = text; *at != '\0';
		at += strcspn(at, "\n"), at += *at == '\n')
	{
		char *line = text_format("%.*s", (int)strcspn(at, "\n"), at);
		if (!cut || !text_begins(line, "  "))
		{
			cut = is_told_in(line, row);
			fprintf(out, "%s%s", between,
				cut && text_begins(line, "got: ") ? "got: " : "");
			fprintf(out,
				cut ? "in %s, a hidden row, of which no more is told"
				    : "%s",
				cut ? instead : line);
			between = "\n";
		}
		free(line);
	}
	fclose(out);
	return changed;
}

static void cut_text(json_t *row, const char *key, const char *name, const char *instead)
{
	const char *text = json_string_value(json_object_get(row, key));

	if (text == NULL || !is_told_in(text, name))
		return;
	char *cut = without_lines_on(text, name, instead);
	json_object_set_new(row, key, json_string(cut));
	free(cut);
}

/*
 * What the rows tell that look at all rows: no command runs them alone. What has not run
 * tells no more than which row it needs.
 */
static void cut_findings(json_t *rows, const char *name, const char *instead)
{
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
	{
		const char *status = json_string_value(json_object_get(row, "status"));
		if (json_is_string(json_object_get(row, "command")) ||
			(status != NULL && strcmp(status, "not-run") == 0))
			continue;
		cut_text(row, "got", name, instead);
		cut_text(row, "message", name, instead);
	}
}

/* Other rows name the row where it kept them from running, or where memcheck found
 * something in it. */
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
	{
		cut_findings(rows, name, instead);
		clean(result, name, instead);
	}
	free(instead);
	json_decref(row);
}

/* In a handout there is no more of a hidden row than what students may see. */
static int is_told_whole(const json_t *row)
{
	return !json_is_true(json_object_get(row, "hidden")) ||
	       json_is_null(json_object_get(row, "promise"));
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
		number += json_is_true(json_object_get(row, "hidden"));
		if (!is_told_whole(row))
			hide(copy, index, number);
	}
	return copy;
}
