#include "html_text.h"

#include "text.h"

#include <ctype.h>
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

static int is_inside_character(char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Writes up to `most` bytes, whole characters. Returns what is left. */
static const char *escape(FILE *out, const char *at, size_t most)
{
	size_t written = 0;

	while (*at != '\0')
	{
		const char *name = entity(*at);
		size_t length = name == NULL ? 1 : strlen(name);
		/* A character of UTF-8 has at most 4 bytes. */
		if (written + length + 3 > most && !is_inside_character(*at))
			break;
		if (name == NULL)
			fputc(*at, out);
		else
			fputs(name, out);
		written += length;
		at++;
	}
	return at;
}

void html_text_within(FILE *out, const char *text, size_t most)
{
	if (text == NULL)
		return;
	char *safe = text_safe(text, strlen(text), SIZE_MAX);
	const char *left = escape(out, safe, most);
	if (*left != '\0')
		fprintf(out, "\n(%zu bytes more)", strlen(left));
	free(safe);
}

void html_text(FILE *out, const char *text)
{
	html_text_within(out, text, SIZE_MAX);
}

void html_around(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	html_text(out, text);
	fputs(after, out);
}

void html_if(FILE *out, const char *before, const char *text, const char *after)
{
	if (text != NULL && *text != '\0')
		html_around(out, before, text, after);
}

void html_id(FILE *out, const char *text, char end)
{
	for (; *text != '\0' && *text != end; text++)
		fputc(isalnum((unsigned char)*text) ? *text : '_', out);
}

const char *html_string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? "" : text;
}

long html_int(const json_t *object, const char *key)
{
	return (long)json_integer_value(json_object_get(object, key));
}
