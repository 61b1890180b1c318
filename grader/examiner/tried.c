#include "tried.h"

#include "give_up.h"
#include "row.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define KEPT 8
#define CALL 112
#define ANSWER 96

typedef struct s_try
{
	char call[CALL];
	char answer[ANSWER]; /* "" until it is there */
	int error;
} t_try;

static t_try g_tries[KEPT];
static size_t g_count;
static size_t g_first; /* of this try: what came before is only counted */

void tried_clear(void)
{
	g_count = 0;
	g_first = 0;
}

void another_try(void)
{
	g_first = g_count;
}

void tried(const char *format, ...)
{
	t_try *try = &g_tries[g_count++ % KEPT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(try->call, sizeof(try->call), format, arguments);
	va_end(arguments);
	try->answer[0] = '\0';
	try->error = 0;
}

void answered(int error, const char *format, ...)
{
	t_try *last = &g_tries[(g_count - 1) % KEPT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last->answer, sizeof(last->answer), format, arguments);
	va_end(arguments);
	last->error = error;
}

void answered_status(int status, int error)
{
	/* Only a failure's errno is worth a word: after a success it may be anything. */
	answered(status < 0 ? error : 0, "%d", status);
}

void noted(const char *format, ...)
{
	char words[CALL];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words, sizeof(words), format, arguments);
	va_end(arguments);
	tried("%s", words);
	answered(0, "done by the row");
}

static void write_try(FILE *out, const t_try *try)
{
	fprintf(out, "%-32s -> %s", try->call,
		try->answer[0] == '\0' ? "did not return" : try->answer);
	if (try->error != 0)
		fprintf(out, " (%s)", errno_name(try->error));
	fputc('\n', out);
}

char *tried_text(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	size_t first = g_count - g_first > KEPT ? g_count - KEPT : g_first;

	if (out == NULL)
		give_up("memory");
	if (first > 0)
		fprintf(out, "(after %zu earlier call%s)\n", first,
			first == 1 ? "" : "s");
	for (size_t i = first; i < g_count; i++)
		write_try(out, &g_tries[i % KEPT]);
	fclose(out);
	return text;
}
