#define _GNU_SOURCE
#include "text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *memory)
{
	if (memory != NULL)
		return memory;
	fputs("grade: out of memory\n", stderr);
	/* As where the grader could not do its work: 1 would say that the points are too few. */
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
	return code < least[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? 0 : code;
}

/* First and last of what is not shown: C1 controls, characters that turn the direction of the text, and those that nobody sees. */
static const struct
{
	unsigned long first;
	unsigned long last;
} g_unseen[] = {{0, 0x9f}, {0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
	{0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
	{0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xe0000, 0xe0fff}};

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

/* How many bytes at `at` may be shown as they are; 0 where the first may not. */
static size_t showable(const unsigned char *at, size_t left)
{
	if (*at == '\n' || (*at >= 32 && *at <= 126))
		return 1;
	size_t length = announced(*at);
	if (length == 0 || length > left || is_unseen(decode(at, length)))
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

	while (left > 0)
	{
		size_t length = showable(at, left);
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
