#include "hints.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_hint(const json_t *hint)
{
	const char *text = json_string_value(hint);

	return text != NULL && *text != '\0' && strlen(text) <= HINT_LENGTH &&
	       strchr(text, '\n') == NULL;
}

static char *check_row(const t_rubric *rubric, const char *name, const json_t *list)
{
	size_t index;
	json_t *hint;

	if (rubric_find(rubric, name) == -1)
		return text_format("hints to %s, which is no row", name);
	if (!json_is_array(list) || json_array_size(list) == 0 ||
		json_array_size(list) > HINTS_MOST)
		return text_format(
			"row %s has one to %d hints, in a list", name, HINTS_MOST);
	json_array_foreach(list, index, hint)
	{
		if (!is_hint(hint))
			return text_format(
				"hint %zu to row %s is no text of one line, of at most %d bytes",
				index + 1, name, HINT_LENGTH);
	}
	return NULL;
}

char *hints_read(json_t **hints, const t_rubric *rubric, const char *path)
{
	json_error_t error;
	const char *name;
	json_t *list;
	char *wrong = NULL;

	*hints = access(path, F_OK) == 0
			 ? json_load_file(path, JSON_REJECT_DUPLICATES, &error)
			 : json_object();
	if (*hints == NULL)
		return text_format("%s: line %d: %s", path, error.line, error.text);
	json_object_foreach(*hints, name, list)
	{
		char *bad = wrong == NULL ? check_row(rubric, name, list) : NULL;
		if (bad != NULL)
			wrong = text_format("%s: %s", path, bad);
		free(bad);
	}
	return wrong;
}
