#define _GNU_SOURCE
#include "text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *memory)
{
	if (memory != NULL)
		return memory;
	fputs("grade: out of memory\n", stderr);
	/* As where the grader could not do its work: 1 would say that the points are too
	 * few. */
	exit(2);
}

char *text_format(const char *format, ...)
{
	char *text;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) == -1)
		text = NULL;
	va_end(arguments);
	return need(text);
}

char *text_copy(const char *text)
{
	return text == NULL ? NULL : need(strdup(text));
}

void *memory_for(size_t count, size_t size)
{
	return need(calloc(count == 0 ? 1 : count, size));
}

void *memory_again(void *memory, size_t count, size_t size)
{
	return need(reallocarray(memory, count, size));
}

FILE *text_stream(char **text, size_t *size)
{
	*text = NULL;
	return need(open_memstream(text, size));
}

static int is_of_name(char character)
{
	return isalnum((unsigned char)character) || character == '_';
}

int text_is_word(const char *text, const char *at, size_t length)
{
	return (at == text || !is_of_name(at[-1])) && !is_of_name(at[length]);
}

size_t text_whole(const char *text, size_t size, size_t most)
{
	if (size <= most)
		return size;
	while (most > 0 && (text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

int text_begins(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

int text_ends(const char *text, const char *ending)
{
	size_t length = strlen(text);
	size_t wanted = strlen(ending);

	return length > wanted && strcmp(text + length - wanted, ending) == 0;
}

/* The length that a lead byte announces, 0 where no sequence begins with it. */
static size_t announced(unsigned char lead)
{
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if ((lead & 0xf0) == 0xe0)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

/* Decodes the sequence of `length` bytes; 0 where it is ill-formed. */
static unsigned long decode(const unsigned char *at, size_t length)
{
	static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned long code = at[0] & (0xff >> (length + 1));

	for (size_t i = 1; i < length; i++)
	{
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3f);
	}
	return code < least[length] || code > 0x10ffff ||
			       (code >= 0xd800 && code <= 0xdfff)
		       ? 0
		       : code;
}

/* First and last of what is not shown: C1 controls, characters that turn the direction of
 * the text, and those that nobody sees. */
static const struct
{
	unsigned long first;
	unsigned long last;
} g_unseen[] = {{0, 0x9f}, {0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160},
	{0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},
	{0x2060, 0x206f}, {0x3164, 0x3164}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
	{0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}};

static int is_unseen(unsigned long code)
{
	/* The last two of each plane are no characters at all. */
	if ((code & 0xfffe) == 0xfffe)
		return 1;
	for (size_t i = 0; i < sizeof(g_unseen) / sizeof(*g_unseen); i++)
		if (code >= g_unseen[i].first && code <= g_unseen[i].last)
			return 1;
	return 0;
}

/*
 * The scripts in which a joiner (U+200D) or non-joiner (U+200C) spells a word: from
 * Arabic to Mongolian, and their supplements.
 */
static int is_joined(unsigned long code)
{
	return (code >= 0x600 && code <= 0x18af) || (code >= 0xa800 && code <= 0xabff) ||
	       (code >= 0xfb50 && code <= 0xfdff) || (code >= 0xfe70 && code <= 0xfefc);
}

/* The character at `at`, 0 where there is none. */
static unsigned long code_at(const unsigned char *at, size_t left)
{
	size_t length = left == 0 ? 0 : announced(*at);

	return length == 0 || length > left ? 0 : decode(at, length);
}

/*
 * A joiner is part of a word only between two letters of such a script (Unicode, UAX
 * #31): there it changes what is seen, and anywhere else nobody sees it. `before` is the
 * character that was shown last.
 */
static int is_spelling(unsigned long before, unsigned long code, unsigned long after)
{
	return (code == 0x200c || code == 0x200d) && is_joined(before) &&
	       is_joined(after) && !is_unseen(before) && !is_unseen(after);
}

/* How many bytes at `at` may be shown as they are; 0 where the first may not. */
static size_t showable(const unsigned char *at, size_t left, unsigned long before)
{
	if (*at == '\n' || (*at >= 32 && *at <= 126))
		return 1;
	size_t length = announced(*at);
	if (length == 0 || length > left)
		return 0;
	unsigned long code = decode(at, length);
	if (is_unseen(code) &&
		!is_spelling(before, code, code_at(at + length, left - length)))
		return 0;
	return length;
}

char *text_safe(const char *bytes, size_t size, size_t limit)
{
	char *text;
	size_t text_size;
	FILE *out = text_stream(&text, &text_size);
	const unsigned char *at = (const unsigned char *)bytes;
	size_t left = size < limit ? size : limit;
	unsigned long before = 0;

	while (left > 0)
	{
		size_t length = showable(at, left, before);
		before = length == 0 ? 0 : code_at(at, left);
		if (length != 0)
			fwrite(at, 1, length, out);
		else if (*at == '\t')
			fputs("        ", out);
		else if (*at != '\r' || left < 2 || at[1] != '\n')
			fprintf(out, "\\x%02x", *at);
		at += length == 0 ? 1 : length;
		left -= length == 0 ? 1 : length;
	}
	if (size > limit)
		fprintf(out, "\n(%zu bytes more)", size - limit);
	fclose(out);
	return need(text);
}
