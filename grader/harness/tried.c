#include "tried.h"

#include "row.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

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

/*
 * Under valgrind nothing is kept: there a row only shows what memcheck sees, and a
 * hundred thousand instructions of printf would be most of its time.
 */
void tried(const char *format, ...)
{
	t_try *try = &g_tries[g_count++ % KEPT];
	va_list arguments;

	if (row_is_watched())
		return;
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

	if (row_is_watched())
		return;
	va_start(arguments, format);
	vsnprintf(last->answer, sizeof(last->answer), format, arguments);
	va_end(arguments);
	last->error = error;
}

int answered_status(int status)
{
	int error = errno;

	/* Only a failure's errno is worth a word: after a success it may be anything. */
	answered(status < 0 ? error : 0, "%d", status);
	return error;
}

static void write_try(FILE *out, const t_try *try)
{
	fprintf(out, "%-32s -> %s", try->call,
		try->answer[0] == '\0' ? "did not return" : try->answer);
	if (try->error != 0)
		fprintf(out, " (%s)", errno_name(try->error));
	fputc('\n', out);
}

void tried_write(char *text, size_t size)
{
	FILE *out = fmemopen(text, size, "w");
	size_t first = g_count - g_first > KEPT ? g_count - KEPT : g_first;

	if (out == NULL)
		return;
	if (first > 0)
		fprintf(out, "(after %zu earlier call%s)\n", first,
			first == 1 ? "" : "s");
	for (size_t i = first; i < g_count; i++)
		write_try(out, &g_tries[i % KEPT]);
	fclose(out);
	text[size - 1] = '\0';
}
