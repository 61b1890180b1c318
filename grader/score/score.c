#include "score.h"

#include "begin.h"
#include "excerpt.h"
#include "gaps.h"
#include "promise.h"
#include "sketch.h"
#include "text.h"
#include "value.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A string, or null. */
static json_t *string(const char *text)
{
	json_t *string = text == NULL ? NULL : json_string(text);

	/* What is no UTF-8 was not made safe to show. */
	return string == NULL ? json_null() : string;
}

static void add_part(FILE *out, const char *name, const char *text)
{
	if (text != NULL)
		fprintf(out, "%s: %s\n", name, text);
}

/* The whole message as plain text, for systems that show one string for each row. */
static json_t *message_of(const t_row_result *row)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	if (row->tried != NULL)
		fprintf(out, "tried:\n%s\n", row->tried);
	add_part(out, "expected", row->expected);
	add_part(out, "got", row->got);
	if (row->picture != NULL)
	{
		fputs("picture:\n", out);
		sketch_draw(out, row->picture);
	}
	fclose(out);
	json_t *message = size == 0 ? json_null() : json_stringn(text, size - 1);
	free(text);
	return message;
}

/* The path as one word of a shell command: a quote in it would end the word. A new
 * string, safe to show. */
static char *quoted(const char *path)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	fputc('\'', out);
	for (; *path != '\0'; path++)
	{
		if (*path == '\'')
			fputs("'\\'", out);
		fputc(*path, out);
	}
	fputc('\'', out);
	fclose(out);
	char *safe = text_safe(text, size, size);
	free(text);
	return safe;
}

/* The command that runs this row alone; with a submission elsewhere, quoted for the
 * shell. */
static json_t *command_of(const t_grading *grading, const t_rule *rule)
{
	json_t *command;

	if (rule->judge == JUDGE_ELSEWHERE)
		return json_null();
	if (grading->in_place)
		return json_sprintf(
			"make row LESSON=%s ROW=%s", grading->lesson->number, rule->name);
	char *folder = quoted(grading->submission);
	command = json_sprintf("make row LESSON=%s ROW=%s SUBMISSION=%s",
		grading->lesson->number, rule->name, folder);
	free(folder);
	return command == NULL ? json_null() : command;
}

/* The promise that was broken, or that the row is about. */
static json_t *promise_of(
	const t_rubric *rubric, const t_rule *rule, const t_row_result *row)
{
	/* 0 for words that are not in the contract; a test sees to it that all are. */
	int line = row->promise == NULL ? 0 : rubric_line(rubric, row->promise);

	if (rule->judge == JUDGE_ELSEWHERE)
		return json_null();
	char *sentence = promise_sentence(
		rubric->promises, line == 0 ? rule->promise : row->promise);
	json_t *promise = json_pack("{s:s, s:i, s:s}", "file", rubric->contract, "line",
		line == 0 ? rule->promise_line : line, "text", sentence);
	free(sentence);
	return promise;
}

/* The name of the row that must pass first, or null. */
static json_t *needs_of(const t_rubric *rubric, const t_rule *rule)
{
	return rule->needs == -1 ? json_null()
				 : json_string(rubric->rules[rule->needs].name);
}

static json_t *hints_of(const t_rule *rule)
{
	return rule->hints == NULL ? json_array() : json_incref(rule->hints);
}

/* What the lesson says of a row. */
static json_t *row_rule(const t_grading *grading, const t_rule *rule)
{
	return json_pack("{s:s, s:s, s:s, s:i, s:b, s:o, s:o, s:o}", "name", rule->name,
		"sentence", rule->sentence, "heading", rule->heading, "max_points",
		rule->points, "hidden", rule->hidden, "command",
		command_of(grading, rule), "needs",
		needs_of(&grading->lesson->rubric, rule), "hints", hints_of(rule));
}

/* What became of it. */
static json_t *row_outcome(const char *work, const t_row_result *row, int points)
{
	return json_pack("{s:i, s:s, s:o, s:o, s:o, s:o, s:f, s:o, s:o, s:o, s:o, s:o}",
		"points", row->status == ROW_PASSED ? points : 0, "status",
		row_status_name(row->status), "message", message_of(row), "file",
		string(row->file), "line",
		row->file == NULL ? json_null() : json_integer(row->line), "excerpt",
		excerpt_of(work, row->file, row->line), "seconds", row->seconds, "tried",
		string(row->tried), "expected", string(row->expected), "got",
		string(row->got), "picture",
		row->picture == NULL ? json_null() : json_incref(row->picture), "states",
		row->states == NULL ? json_null() : json_incref(row->states));
}

static const t_row_result *result_of(const t_grading *grading, size_t index)
{
	static const t_row_result not_run = {.status = ROW_NOT_RUN};
	static const t_row_result not_graded = {.status = ROW_NOT_GRADED,
		.got = "not graded: your instructor grades this row"};

	/* Whatever becomes of the submission, these points are given elsewhere. */
	if (grading->lesson->rubric.rules[index].judge == JUDGE_ELSEWHERE)
		return &not_graded;
	return grading->results == NULL ? &not_run : &grading->results->rows[index];
}

/* The TODO that a lost row waits for, or null. */
static json_t *gap_of(const json_t *gaps, const t_row_result *row)
{
	int todo = row->status == ROW_PASSED ? 0 : gap_behind(gaps, row->tried);

	return todo == 0 ? json_null() : json_integer(todo);
}

static json_t *row_of(const t_grading *grading, const json_t *gaps, size_t index)
{
	const t_rule *rule = &grading->lesson->rubric.rules[index];
	json_t *row = row_rule(grading, rule);

	json_object_set_new(row, "gap", gap_of(gaps, result_of(grading, index)));
	json_object_set_new(row, "promise",
		promise_of(&grading->lesson->rubric, rule, result_of(grading, index)));
	json_object_update_new(
		row, row_outcome(grading->work, result_of(grading, index), rule->points));
	return row;
}

static json_t *rows_of(const t_grading *grading, const json_t *gaps)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < grading->lesson->rubric.count; i++)
		json_array_append_new(rows, row_of(grading, gaps, i));
	return rows;
}

static void add(json_t *object, const char *key, json_int_t points)
{
	json_object_set_new(object, key,
		json_integer(json_integer_value(json_object_get(object, key)) + points));
}

static int has_rows(const json_t *rows, const char *heading)
{
	size_t index;
	json_t *row;

	json_array_foreach(rows, index, row)
	{
		if (strcmp(json_string_value(json_object_get(row, "heading")), heading) ==
			0)
			return 1;
	}
	return 0;
}

/* The headings that the lesson has rows under, in their order. */
static json_t *headings_of(const json_t *rows)
{
	json_t *headings = json_object();
	size_t index;
	json_t *row;

	for (size_t i = 0; g_headings[i] != NULL; i++)
		if (has_rows(rows, g_headings[i]))
			json_object_set_new(headings, g_headings[i],
				json_pack("{s:i, s:i, s:i}", "score", 0, "max_score", 0,
					"not_graded", 0));
	json_array_foreach(rows, index, row)
	{
		json_t *heading = json_object_get(
			headings, json_string_value(json_object_get(row, "heading")));
		json_int_t most = json_integer_value(json_object_get(row, "max_points"));
		const char *status = json_string_value(json_object_get(row, "status"));
		add(heading, "score", json_integer_value(json_object_get(row, "points")));
		add(heading,
			strcmp(status, "not-graded") == 0 ? "not_graded" : "max_score",
			most);
	}
	return headings;
}

static json_int_t sum(const json_t *headings, const char *key)
{
	json_int_t total = 0;

	for (size_t i = 0; g_headings[i] != NULL; i++)
		total += json_integer_value(
			json_object_get(json_object_get(headings, g_headings[i]), key));
	return total;
}

static json_t *compiler_of(const t_grading *grading)
{
	return json_pack("{s:s, s:o, s:o}", "command", grading->compiler, "version",
		string(grading->object->compiler), "warnings",
		string(grading->object->warnings));
}

static json_t *tools_of(const t_grading *grading)
{
	json_t *check = json_sprintf("Check-%d.%d.%d", CHECK_MAJOR_VERSION,
		CHECK_MINOR_VERSION, CHECK_MICRO_VERSION);

	return json_pack("{s:o, s:o}", "check", check, "valgrind",
		string(grading->results == NULL ? NULL : grading->results->valgrind));
}

json_t *score(const t_grading *grading)
{
	const t_lesson *lesson = grading->lesson;
	json_t *gaps = gaps_in(lesson, grading->work);
	json_t *rows = rows_of(grading, gaps);
	json_t *headings = headings_of(rows);
	json_t *result = json_pack("{s:s, s:s, s:I, s:I, s:s, s:o}", "lesson",
		lesson->name, "title", lesson->rubric.title, "score",
		sum(headings, "score"), "max_score", sum(headings, "max_score"), "status",
		status_name(grading->verdict->status), "reason",
		string(grading->verdict->reason));

	char *folder =
		text_safe(grading->submission, strlen(grading->submission), SIZE_MAX);
	json_object_set_new(result, "submission", string(folder));
	free(folder);
	json_object_set_new(result, "hint_command",
		grading->in_place ? json_sprintf("make hint LESSON=%s", lesson->number)
				  : json_null());
	json_object_set_new(result, "headings", headings);
	json_object_set_new(result, "rows", rows);
	json_object_set_new(result, "gaps", gaps);
	json_object_set_new(result, "begin_with", begin_with(&lesson->rubric, result));
	json_object_set(result, "notes", grading->notes);
	json_object_set_new(result, "compiler", compiler_of(grading));
	json_object_set_new(result, "tools", tools_of(grading));
	json_object_set_new(result, "seed", json_integer((json_int_t)grading->seed));
	return result;
}
