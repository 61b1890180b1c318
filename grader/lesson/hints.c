#include "hints.h"

#include "text.h"

#include <string.h>

static int is_hint(const json_t *hint)
{
	const char *text = json_string_value(hint);

	return text != NULL && *text != '\0' && strlen(text) <= HINT_LENGTH &&
	       strchr(text, '\n') == NULL;
}

char *hints_check(const char *row, const json_t *hints)
{
	size_t index;
	json_t *hint;

	if (hints == NULL)
		return NULL;
	if (json_array_size(hints) == 0 || json_array_size(hints) > HINTS_MOST)
		return text_format(
			"row %s has one to %d hints, in a list", row, HINTS_MOST);
	json_array_foreach(hints, index, hint)
	{
		if (!is_hint(hint))
			return text_format(
				"hint %zu to row %s is no text of one line, of at most %d bytes",
				index + 1, row, HINT_LENGTH);
	}
	return NULL;
}
