#include "tried.h"

#include "give_up.h"
#include "row.h"
#include "sketch.h"
#include "text.h"
#include "words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT 8
#define CALL 112
#define ANSWER 96
#define NAME 24

typedef struct s_try
{
	int in_child; /* that made the call */
	int by_row; /* it is no call of the submission, but what the row did */
	char call[CALL];
	char answer[ANSWER]; /* "" until it is there */
	int error;
	/* What it left, see state(); draw: NULL where that is not known. */
	void (*draw)(FILE *out, const void *data);
	void *data;
	char arena[NAME];
} t_try;

static t_try g_tries[KEPT];
static size_t g_count;
static size_t g_first; /* of this try: what came before is only counted */
/* The first call of this try, which often makes the arena, where KEPT others followed. */
static t_try g_opening;
/* What is answered next answers this call. */
static size_t g_asked;

static t_try *last_try(void)
{
	return &g_tries[(g_count - 1) % KEPT];
}

/* Keeps the first call, with its answer, before another takes its place. */
static void keep_opening(void)
{
	if (g_count == g_first + KEPT)
		g_opening = g_tries[g_first % KEPT];
}

/* The first that is told. */
static size_t first_told(void)
{
	return g_count - g_first > KEPT ? g_count - KEPT : g_first;
}

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
	va_list arguments;

	keep_opening();
	t_try *try = &g_tries[g_count % KEPT];
	g_asked = g_count++;
	va_start(arguments, format);
	vsnprintf(try->call, sizeof(try->call), format, arguments);
	va_end(arguments);
	try->in_child = row_is_in_child();
	try->by_row = 0;
	try->answer[0] = '\0';
	try->error = 0;
	try->draw = NULL;
}

size_t tried_last(void)
{
	return g_count - 1;
}

void answers(size_t call)
{
	g_asked = call;
}

void answered(int error, const char *format, ...)
{
	t_try *asked = &g_tries[g_asked % KEPT];
	va_list arguments;

	if (g_count == 0 || g_asked + KEPT < g_count)
		return;
	va_start(arguments, format);
	vsnprintf(asked->answer, sizeof(asked->answer), format, arguments);
	va_end(arguments);
	asked->error = error;
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
	last_try()->by_row = 1;
}

void state(const char *name, void (*draw)(FILE *out, const void *data), const void *data,
	size_t size)
{
	t_try *last = last_try();

	if (g_count == 0)
		return;
	last->data = realloc(last->data, size);
	if (last->data == NULL)
		give_up("memory");
	memcpy(last->data, data, size);
	last->draw = draw;
	snprintf(last->arena, sizeof(last->arena), "%s", name);
}

/* A child's calls stand apart from its parent's, like two lanes. */
static void write_try(FILE *out, const void *data)
{
	const t_try *try = data;
	const char *lane = try->in_child ? "child | " : "";

	if (try->by_row)
	{
		fprintf(out, "%s(%s)\n", lane, try->call);
		return;
	}
	fprintf(out, "%s%-*s -> %s", lane, 32 - (int)strlen(lane), try->call,
		try->answer[0] == '\0' ? "did not return" : try->answer);
	if (try->error != 0)
		fprintf(out, " (%s)", errno_name(try->error));
	fputc('\n', out);
}

/* What the function writes, a new string. */
static char *written(void (*write)(FILE *out, const void *data), const void *data)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		give_up("memory");
	write(out, data);
	fclose(out);
	return text;
}

/* A call as it is told, safe to show: what it was given can be any bytes. */
static json_t *call_of(const t_try *try)
{
	char *text = written(write_try, try);
	char *safe = text_safe(text, strlen(text) - 1, SIZE_MAX);
	json_t *call = json_pack("{s:s}", "call", safe);

	free(safe);
	free(text);
	return call;
}

static json_t *state_of(const t_try *try)
{
	json_t *state = call_of(try);

	if (try->draw == NULL)
		return state;
	char *text = written(try->draw, try->data);
	json_t *sketch = sketch_read(text, strlen(text));
	free(text);
	json_object_set_new(state, "arena", json_string(try->arena));
	json_object_set_new(state, "lanes", json_array());
	json_object_update(state, sketch);
	json_decref(sketch);
	return state;
}

json_t *tried_states(void)
{
	json_t *states = json_array();
	int known = 0;

	for (size_t i = first_told(); i < g_count; i++)
	{
		known |= g_tries[i % KEPT].draw != NULL;
		json_array_append_new(states, state_of(&g_tries[i % KEPT]));
	}
	if (known)
		return states;
	json_decref(states);
	return NULL;
}

char *tried_text(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	size_t first = first_told();

	if (out == NULL)
		give_up("memory");
	if (g_first > 0)
		fprintf(out, "(after %zu earlier call%s)\n", g_first, plural(g_first));
	if (first > g_first)
		write_try(out, &g_opening);
	if (first > g_first + 1)
		fprintf(out, "(%zu more call%s)\n", first - g_first - 1,
			plural(first - g_first - 1));
	for (size_t i = first; i < g_count; i++)
		write_try(out, &g_tries[i % KEPT]);
	fclose(out);
	return text;
}
