#include "lines.h"

#include <string.h>

static int is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

char line_mark(const json_t *line)
{
	int both = 0;
	int own = 0;
	int other = 0;
	size_t index;
	json_t *piece;

	json_array_foreach(line, index, piece)
	{
		const char *kind = json_string_value(json_array_get(piece, 0));
		own |= strcmp(kind, "own") == 0;
		other |= strcmp(kind, "other") == 0;
		both |= strcmp(kind, "both") == 0 &&
			!is_blank(json_string_value(json_array_get(piece, 1)));
	}
	if (own + other == 0)
		return ' ';
	return both || (own && other) ? '~' : own ? '+' : '-';
}
