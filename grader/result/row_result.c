#include "row_result.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN 4000

static const char *const g_statuses[ROW_STATUSES] = {
	"passed", "failed", "crashed", "timed-out", "not-run", "not-graded"};

void row_result_free(t_row_result *result)
{
	free(result->tried);
	free(result->expected);
	free(result->promise);
	free(result->got);
	json_decref(result->picture);
	json_decref(result->states);
	free(result->file);
	*result = (t_row_result){0};
}

const char *row_status_name(t_row_status status)
{
	return g_statuses[status];
}

static json_t *string(const char *text)
{
	char *safe = text == NULL ? NULL : text_safe(text, strlen(text), SHOWN);
	json_t *value = safe == NULL ? json_null() : json_string(safe);

	free(safe);
	return value;
}

static json_t *write_frames(const t_row_result *result)
{
	json_t *frames = json_array();

	for (uint64_t i = 0; i < result->frame_count; i++)
		json_array_append_new(
			frames, json_integer((json_int_t)result->frames[i]));
	return frames;
}

static json_t *write_leaks(const t_row_result *result)
{
	json_t *leaks = json_array();

	for (uint64_t i = 0; i < result->leak_count; i++)
		json_array_append_new(
			leaks, json_pack("[I, I]", (json_int_t)result->leaks[i].caller,
				       (json_int_t)result->leaks[i].bytes));
	return leaks;
}

json_t *row_result_write(const t_row_result *result)
{
	json_t *object =
		json_pack("{s:s, s:o, s:o, s:o, s:o, s:f, s:i, s:b, s:I, s:I, s:I}",
			"status", row_status_name(result->status), "tried",
			string(result->tried), "expected", string(result->expected),
			"promise", string(result->promise), "got", string(result->got),
			"seconds", result->seconds, "end", (int)result->end, "in_child",
			result->in_child, "mapped", (json_int_t)result->mapped, "errors",
			(json_int_t)result->errors, "calls", (json_int_t)result->calls);

	json_object_set_new(object, "frames", write_frames(result));
	json_object_set_new(object, "leaks", write_leaks(result));
	if (result->picture != NULL)
		json_object_set(object, "picture", result->picture);
	if (result->states != NULL)
		json_object_set(object, "states", result->states);
	return object;
}

static char *read_string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (text == NULL)
		return NULL;
	size_t size = strlen(text);
	while (size > 0 && text[size - 1] == '\n')
		size--;
	return size == 0 ? NULL : text_safe(text, size, SHOWN);
}

static uint64_t read_number(const json_t *object, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

static t_row_status read_status(const json_t *object)
{
	const char *name = json_string_value(json_object_get(object, "status"));

	for (int i = 0; name != NULL && i < ROW_STATUSES; i++)
		if (strcmp(g_statuses[i], name) == 0)
			return (t_row_status)i;
	return ROW_FAILED;
}

static void read_frames(t_row_result *result, const json_t *frames)
{
	size_t index;
	const json_t *frame;

	json_array_foreach(frames, index, frame)
	{
		if (result->frame_count < ROW_FRAMES)
			result->frames[result->frame_count++] =
				(uint64_t)json_integer_value(frame);
	}
}

static void read_leaks(t_row_result *result, const json_t *leaks)
{
	size_t index;
	const json_t *leak;

	json_array_foreach(leaks, index, leak)
	{
		if (result->leak_count < ROW_LEAKS)
			result->leaks[result->leak_count++] = (t_leak){
				(uint64_t)json_integer_value(json_array_get(leak, 0)),
				(uint64_t)json_integer_value(json_array_get(leak, 1))};
	}
}

t_row_result row_result_read(const json_t *object)
{
	t_row_result result = {
		.status = read_status(object),
		.tried = read_string(object, "tried"),
		.expected = read_string(object, "expected"),
		.promise = read_string(object, "promise"),
		.got = read_string(object, "got"),
		.picture = json_incref(json_object_get(object, "picture")),
		.states = json_incref(json_object_get(object, "states")),
		.seconds = json_real_value(json_object_get(object, "seconds")),
		.end = (t_row_end)read_number(object, "end"),
		.in_child = json_is_true(json_object_get(object, "in_child")),
		.mapped = read_number(object, "mapped"),
		.errors = read_number(object, "errors"),
		.calls = read_number(object, "calls"),
	};

	read_frames(&result, json_object_get(object, "frames"));
	read_leaks(&result, json_object_get(object, "leaks"));
	return result;
}
