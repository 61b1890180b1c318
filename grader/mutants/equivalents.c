#include "equivalents.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USED "used"

static const char *string_in(const json_t *entry, const char *key)
{
	const char *text = json_string_value(json_object_get(entry, key));

	return text == NULL ? "" : text;
}

static int nth_of(const json_t *entry)
{
	json_t *nth = json_object_get(entry, "nth");

	return nth == NULL ? 1 : (int)json_integer_value(nth);
}

/* Adds the entry with one of its "after" alone. Returns 0, or -1 where that is no
 * text. */
static int add_entry(json_t *entries, const json_t *entry, json_t *after)
{
	json_t *own = json_copy((json_t *)entry);

	json_object_set(own, "after", after);
	json_array_append_new(entries, own);
	return json_is_string(after) ? 0 : -1;
}

/* Adds the entry to the list, once for each mutant that it proves. Returns 0, or -1 where
 * it is none. */
static int add_each(json_t *entries, const json_t *entry)
{
	json_t *after = json_object_get(entry, "after");
	size_t index;
	json_t *one;
	int status = 0;

	if (string_in(entry, "before")[0] == '\0' || string_in(entry, "why")[0] == '\0')
		return -1;
	if (!json_is_array(after))
		return add_entry(entries, entry, after);
	json_array_foreach(after, index, one)
		status |= add_entry(entries, entry, one);
	return status;
}

char *equivalents_load(const t_lesson *lesson, json_t **entries)
{
	char *path = text_format("%s/equivalent.json", lesson->suite);
	json_error_t error;
	json_t *read =
		access(path, F_OK) == 0 ? json_load_file(path, 0, &error) : json_array();
	char *wrong = NULL;
	size_t index;
	json_t *entry;

	*entries = json_array();
	if (!json_is_array(read))
		wrong = text_format(
			"%s: %s", path, read == NULL ? error.text : "it is no list");
	json_array_foreach(read, index, entry)
	{
		if (add_each(*entries, entry) == -1 && wrong == NULL)
			wrong = text_format("%s: entry %zu needs before, after and why",
				path, index + 1);
	}
	json_decref(read);
	free(path);
	return wrong;
}

const char *equivalents_find(json_t *entries, const t_mutant *mutant)
{
	size_t index;
	json_t *entry;

	json_array_foreach(entries, index, entry)
	{
		if (strcmp(string_in(entry, "function"), mutant->function) != 0 ||
			strcmp(string_in(entry, "before"), mutant->before) != 0 ||
			strcmp(string_in(entry, "after"), mutant->after) != 0 ||
			nth_of(entry) != mutant->nth)
			continue;
		json_object_set_new(entry, USED, json_true());
		return string_in(entry, "why");
	}
	return NULL;
}

json_t *equivalents_unused(const json_t *entries)
{
	json_t *unused = json_array();
	size_t index;
	json_t *entry;

	json_array_foreach(entries, index, entry)
	{
		if (json_object_get(entry, USED) == NULL)
			json_array_append_new(unused,
				json_sprintf("%s: %s => %s", string_in(entry, "function"),
					string_in(entry, "before"),
					string_in(entry, "after")));
	}
	return unused;
}
