#include "grades.h"

#include "csv_cell.h"
#include "lesson.h"
#include "look.h"
#include "run_folder.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>

typedef struct s_columns
{
	t_lesson *lessons;
	size_t count;
} t_columns;

/* The lessons of the run that there are here still. */
static t_columns columns_of(const json_t *class)
{
	t_columns columns = {
		memory_for(json_array_size(json_object_get(class, "lessons")),
			sizeof(t_lesson)),
		0};
	size_t index;
	json_t *name;

	json_array_foreach(json_object_get(class, "lessons"), index, name)
	{
		char *wrong = lesson_open(
			&columns.lessons[columns.count], json_string_value(name));
		columns.count += wrong == NULL;
		free(wrong);
	}
	return columns;
}

static void columns_free(t_columns *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		lesson_close(&columns->lessons[i]);
	free(columns->lessons);
}

static void cell(FILE *out, char *text)
{
	fputc(',', out);
	csv_cell(out, text);
	free(text);
}

static void write_head(FILE *out, const t_columns *columns)
{
	fputs("student,id,email,score,reason", out);
	for (size_t i = 0; i < columns->count; i++)
	{
		const t_lesson *lesson = &columns->lessons[i];
		cell(out, text_format("%s score", lesson->number));
		cell(out, text_format("%s max", lesson->number));
		cell(out, text_format("%s status", lesson->number));
		for (size_t at = 0; at < lesson->rubric.count; at++)
			cell(out, text_format("%s %s", lesson->number,
					  lesson->rubric.rules[at].name));
	}
	fputs("\r\n", out);
}

/* The points of the row of that name; "" where it was not graded or does not count, which
 * is no loss. */
static char *points_of(const json_t *result, const char *name)
{
	const json_t *row = row_called(result, name);

	if (row == NULL || is_status(row, "not-graded") || !row_counts(row))
		return text_copy("");
	return text_format("%d", int_of(row, "points"));
}

static void write_result(FILE *out, const t_lesson *lesson, const json_t *result)
{
	const char *status = string_of(result, "status");

	cell(out, result == NULL ? text_copy("")
				 : text_format("%d", int_of(result, "score")));
	cell(out, result == NULL ? text_copy("")
				 : text_format("%d", int_of(result, "max_score")));
	cell(out, text_copy(status == NULL ? "no result" : status));
	for (size_t i = 0; i < lesson->rubric.count; i++)
		cell(out, points_of(result, lesson->rubric.rules[i].name));
}

/* Why there is not a full result for all lessons, a new string. */
static char *reason_of(const json_t *class, const t_columns *columns,
	const json_t *student, json_t *const *results)
{
	json_t *looks = json_object();

	for (size_t i = 0; i < columns->count; i++)
		look_add_result(looks, columns->lessons[i].name, results[i]);
	look_add_student(looks, student);
	char *line = look_line(class, looks);
	json_decref(looks);
	return line;
}

static void write_student(FILE *out, const char *run, const json_t *class,
	const t_columns *columns, const json_t *student)
{
	const char *key = string_of(student, "key");
	json_t **results = memory_for(columns->count, sizeof(*results));
	int sum = 0;

	for (size_t i = 0; i < columns->count; i++)
	{
		results[i] = run_result(run, key, columns->lessons[i].name);
		sum += int_of(results[i], "score");
	}
	csv_cell(out, string_of(student, "name"));
	cell(out, text_copy(string_of(student, "id")));
	cell(out, text_copy(string_of(student, "email")));
	fprintf(out, ",%d", sum);
	cell(out, reason_of(class, columns, student, results));
	for (size_t i = 0; i < columns->count; i++)
	{
		write_result(out, &columns->lessons[i], results[i]);
		json_decref(results[i]);
	}
	fputs("\r\n", out);
	free(results);
}

void grades_write(FILE *out, const char *run)
{
	json_t *class = run_class(run);
	t_columns columns = columns_of(class);
	size_t index;
	json_t *student;

	write_head(out, &columns);
	json_array_foreach(json_object_get(class, "students"), index, student)
		write_student(out, run, class, &columns, student);
	columns_free(&columns);
	json_decref(class);
}
