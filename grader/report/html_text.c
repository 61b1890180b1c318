#include "html_text.h"

#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What stands for the character, or NULL where it stands for itself. */
static const char *entity(char character)
{
	switch (character)
	{
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void write_text(FILE *out, const char *text)
{
	if (text == NULL)
		return;
	char *safe = text_safe(text, strlen(text), SIZE_MAX);
	for (const char *at = safe; *at != '\0'; at++)
	{
		const char *name = entity(*at);
		if (name == NULL)
			fputc(*at, out);
		else
			fputs(name, out);
	}
	free(safe);
}

void html_around(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	write_text(out, text);
	fputs(after, out);
}
