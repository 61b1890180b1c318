#include "tried.h"

#include "row.h"

#include <stdio.h>

#define KEPT 8

typedef struct s_try
{
	const char *call;
	const char *subject;
	size_t size;
	const char *answer;
	size_t value;
	int error;
} t_try;

static t_try g_tries[KEPT];
static size_t g_count;

void tried_clear(void)
{
	g_count = 0;
}

void tried(const char *format, const char *subject, size_t size)
{
	g_tries[g_count++ % KEPT] = (t_try){.call = format, .subject = subject, .size = size};
}

void answered(const char *format, size_t value, int error)
{
	t_try *last = &g_tries[(g_count - 1) % KEPT];

	last->answer = format;
	last->value = value;
	last->error = error;
}

static void write_try(FILE *out, const t_try *try)
{
	char call[128];

	snprintf(call, sizeof(call), try->call, try->subject, try->size);
	fprintf(out, "%-32s", call);
	if (try->answer != NULL)
	{
		fprintf(out, " -> ");
		fprintf(out, try->answer, try->value);
	}
	else
		fprintf(out, " -> did not return");
	if (try->error != 0)
		fprintf(out, " (%s)", errno_name(try->error));
	fputc('\n', out);
}

void tried_write(char *text, size_t size)
{
	FILE *out = fmemopen(text, size, "w");
	size_t first = g_count > KEPT ? g_count - KEPT : 0;

	if (out == NULL)
		return;
	if (first > 0)
		fprintf(out, "(after %zu earlier calls)\n", first);
	for (size_t i = first; i < g_count; i++)
		write_try(out, &g_tries[i % KEPT]);
	fclose(out);
	text[size - 1] = '\0';
}
