#include "look.h"

#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PLAIN_WIDTH 80
#define LEAST_WIDTH 40
#define MOST_WIDTH 100

static int is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0';
}

static int width_of(FILE *out)
{
	struct winsize size;

	if (ioctl(fileno(out), TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
		return PLAIN_WIDTH;
	if (size.ws_col < LEAST_WIDTH)
		return LEAST_WIDTH;
	return size.ws_col > MOST_WIDTH ? MOST_WIDTH : size.ws_col;
}

t_look look_of(FILE *out)
{
	const char *terminal = getenv("TERM");
	int smart =
		isatty(fileno(out)) && terminal != NULL && strcmp(terminal, "dumb") != 0;

	setlocale(LC_CTYPE, "");
	return (t_look){
		.colour = smart && !is_set("NO_COLOR"),
		.symbols = smart && strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.width = width_of(out),
	};
}

void paint_begin(FILE *out, const t_look *look, t_paint paint)
{
	static const char *const codes[] = {"\033[1m", "\033[32m", "\033[31m", "\033[2m"};

	if (look->colour)
		fputs(codes[paint], out);
}

void paint_end(FILE *out, const t_look *look)
{
	if (look->colour)
		fputs("\033[0m", out);
}

void painted(FILE *out, const t_look *look, t_paint paint, const char *format, ...)
{
	va_list arguments;

	paint_begin(out, look, paint);
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	paint_end(out, look);
}

/* The bytes of the next piece of a line: up to the last blank within `room` columns. */
static size_t piece(const char *line, size_t length, int room)
{
	size_t blank = 0;
	int column = 0;

	for (size_t i = 0; i < length; i++)
	{
		column += (line[i] & 0xc0) != 0x80;
		if (column > room + 1)
			return blank != 0 ? blank : length;
		if (line[i] == ' ')
			blank = i;
	}
	return column > room && blank != 0 ? blank : length;
}

static void wrap_line(
	FILE *out, const t_look *look, int indent, const char *line, size_t length)
{
	while (1)
	{
		size_t size = piece(line, length, look->width - indent);
		fprintf(out, "%.*s\n", (int)size, line);
		while (size < length && line[size] == ' ')
			size++;
		if (size >= length)
			return;
		line += size;
		length -= size;
		fprintf(out, "%*s", indent, "");
	}
}

void wrapped(FILE *out, const t_look *look, int indent, const char *text)
{
	while (1)
	{
		size_t length = strcspn(text, "\n");
		wrap_line(out, look, indent, text, length);
		if (text[length] == '\0' || text[length + 1] == '\0')
			return;
		text += length + 1;
		fprintf(out, "%*s", indent, "");
	}
}

void indented(FILE *out, int indent, const char *text)
{
	while (1)
	{
		size_t length = strcspn(text, "\n");
		fprintf(out, "%.*s\n", (int)length, text);
		if (text[length] == '\0' || text[length + 1] == '\0')
			return;
		text += length + 1;
		fprintf(out, "%*s", indent, "");
	}
}
