#define _GNU_SOURCE
#include "row.h"

#include "give_up.h"
#include "ledger.h"
#include "order.h"
#include "row_run.h"
#include "session.h"
#include "sketch.h"
#include "tried.h"

#include <check.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NO_BYTE SIZE_MAX

static char *g_expectation;
static int g_is_in_child;
static struct
{
	void (*draw)(FILE *out, const void *data);
	const void *data;
	size_t byte;
} g_picture;

unsigned long row_seed(void)
{
	return g_order.seed;
}

int row_is_watched(void)
{
	return g_order.mode == MODE_WATCHED;
}

int row_in_child(int is_in_child)
{
	int before = g_is_in_child;

	g_is_in_child = is_in_child;
	return before;
}

void expected(const char *format, ...)
{
	va_list arguments;

	free(g_expectation);
	va_start(arguments, format);
	if (vasprintf(&g_expectation, format, arguments) == -1)
		give_up("memory");
	va_end(arguments);
}

void picture(void (*draw)(FILE *out, const void *data), const void *data)
{
	g_picture.draw = draw;
	g_picture.data = data;
	g_picture.byte = NO_BYTE;
}

void at_byte(size_t byte)
{
	g_picture.byte = byte;
}

/* What the row draws, as sketch.h has it, or NULL. */
static json_t *drawn(void)
{
	char *text = NULL;
	size_t size;

	if (g_picture.draw == NULL)
		return NULL;
	FILE *out = open_memstream(&text, &size);
	if (out == NULL)
		give_up("memory");
	g_picture.draw(out, g_picture.data);
	if (g_picture.byte != NO_BYTE)
		fprintf(out, "byte %zu\n", g_picture.byte);
	fclose(out);
	json_t *sketch = sketch_read(text, size);
	free(text);
	return sketch;
}

/* Ends the row with this result: Check goes on with the next one. */
static void __attribute__((noreturn)) end_row(t_row_result *result)
{
	result->picture = drawn();
	result->tried = tried_text();
	result->calls = calls_made();
	result->in_child = g_is_in_child;
	session_row_ended(result);
	ck_abort_msg("the row has failed");
	abort();
}

static char *copied(const char *text)
{
	char *copy = strdup(text == NULL ? "" : text);

	if (copy == NULL)
		give_up("memory");
	return copy;
}

void got(const char *format, ...)
{
	t_row_result result = {.status = ROW_FAILED, .expected = copied(g_expectation)};
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&result.got, format, arguments) == -1)
		give_up("memory");
	va_end(arguments);
	end_row(&result);
}

void row_not_graded(const char *why)
{
	t_row_result result = {.status = ROW_NOT_GRADED};

	if (asprintf(&result.got, "not graded: %s", why) == -1)
		give_up("memory");
	end_row(&result);
}

void row_skip(const char *why)
{
	t_row_result result = {.status = ROW_NOT_RUN};

	if (asprintf(&result.got, "not run: %s", why) == -1)
		give_up("memory");
	end_row(&result);
}

void complain_of_end(t_process *process)
{
	t_row_result result = session_end_of(process);

	result.expected = copied("the last call returns");
	result.frame_count = process->mishap.frame_count;
	memcpy(result.frames, process->mishap.frames, sizeof(result.frames));
	end_row(&result);
}

void row_begin(void)
{
	free(g_expectation);
	g_expectation = NULL;
	g_is_in_child = 0;
	picture(NULL, NULL);
	tried_clear();
	calls_clear();
}
