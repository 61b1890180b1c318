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
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NO_BYTE SIZE_MAX

static char *g_expectation;
static const char *g_promise;
/* Where a failure is caught, and what was caught first. */
static jmp_buf *g_catcher;
static t_row_result g_caught;
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

int row_is_in_child(void)
{
	return g_is_in_child;
}

void expected(const char *format, ...)
{
	va_list arguments;

	g_promise = NULL;
	free(g_expectation);
	va_start(arguments, format);
	if (vasprintf(&g_expectation, format, arguments) == -1)
		give_up("memory");
	va_end(arguments);
}

void promise(const char *words)
{
	g_promise = words;
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

static char *copied(const char *text)
{
	char *copy = strdup(text == NULL ? "" : text);

	if (copy == NULL)
		give_up("memory");
	return copy;
}

/* The row's time is up, or nothing can be told of it: that is its end, whoever asks. */
static int is_caught(const t_row_result *result)
{
	return g_catcher != NULL &&
	       (result->status == ROW_FAILED || result->status == ROW_CRASHED);
}

static void __attribute__((noreturn)) catch_result(t_row_result *result)
{
	jmp_buf *catcher = g_catcher;

	if (g_caught.got == NULL)
		g_caught = *result;
	else
		row_result_free(result);
	g_catcher = NULL;
	longjmp(*catcher, 1);
}

static void fill_in(t_row_result *result)
{
	result->picture = drawn();
	result->tried = tried_text();
	result->states = tried_states();
	/* A debugger, which lives each life once, meets the failure there. */
	result->calls = g_caught.got == NULL ? calls_made() : g_caught.calls;
	result->in_child = g_is_in_child;
	if (result->end == END_OF_ROW && result->status == ROW_FAILED &&
		g_promise != NULL)
		result->promise = copied(g_promise);
}

/* Ends the row with this result: Check goes on with the next one. */
static void __attribute__((noreturn)) end_row(t_row_result *result)
{
	fill_in(result);
	if (is_caught(result))
		catch_result(result);
	session_row_ended(result);
	ck_abort_msg("the row has failed");
	abort();
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

int row_fails(void (*work)(void *data), void *data)
{
	jmp_buf here;

	if (setjmp(here) != 0)
		return 1;
	g_catcher = &here;
	work(data);
	g_catcher = NULL;
	return 0;
}

void row_fail_as_caught(void)
{
	t_row_result result = g_caught;

	g_caught = (t_row_result){0};
	session_row_ended(&result);
	ck_abort_msg("the row has failed");
	abort();
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
	g_catcher = NULL;
	row_result_free(&g_caught);
	g_is_in_child = 0;
	g_promise = NULL;
	picture(NULL, NULL);
	tried_clear();
	calls_clear();
}
