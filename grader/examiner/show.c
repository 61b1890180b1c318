#include "show.h"

#include "give_up.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>

#define SHOWN 600

/* A newline of the text begins a new line here too, between new quotes. */
static void show_byte(FILE *out, unsigned char byte, int is_last)
{
	if (byte == '\n')
		fputs(is_last ? "\\n" : "\\n\"\n\"", out);
	else if (byte == '\t')
		fputs("\\t", out);
	else if (byte == '"' || byte == '\\')
		fprintf(out, "\\%c", byte);
	else if (byte >= 32 && byte <= 126)
		fputc(byte, out);
	else
		fprintf(out, "\\x%02x", byte);
}

char *show(const char *bytes, size_t size)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		give_up("memory");
	fputc('"', out);
	for (size_t i = 0; i < size && i < SHOWN; i++)
		show_byte(out, bytes[i], i + 1 == size);
	fputc('"', out);
	if (size > SHOWN)
		fprintf(out, " and %zu byte%s more", size - SHOWN, plural(size - SHOWN));
	fclose(out);
	return text;
}
