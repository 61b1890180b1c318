#include "class_page_data.h"

#include "html_text.h"
#include "run_folder.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

int mark_counts(const t_mark *mark)
{
	return mark->came == CAME_GRADED || mark->came == CAME_COMPILE_ERROR ||
	       mark->came == CAME_REFUSED;
}

double mark_percent(const t_mark *mark)
{
	double percent = mark->max <= 0 ? 0 : 100.0 * mark->score / mark->max;

	return percent < 0 ? 0 : percent > 100 ? 100 : percent;
}

static t_came came_of(const json_t *result)
{
	static const char *const names[] = {
		"graded", "compile-error", "refused", "missing"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_status(result, names[i]))
			return (t_came)i;
	return CAME_NO_RESULT;
}

static char cell_of(const json_t *row)
{
	static const struct
	{
		const char *status;
		char cell;
	} cells[] = {{"passed", CELL_PASSED}, {"failed", CELL_FAILED},
		{"crashed", CELL_CRASHED}, {"timed-out", CELL_TIMED_OUT},
		{"not-run", CELL_NOT_RUN}, {"not-graded", CELL_NOT_GRADED}};

	if (!row_counts(row))
		return CELL_NOT_COUNTED;
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (is_status(row, cells[i].status))
			return cells[i].cell;
	return CELL_NONE;
}

/* The place of the row of that name, which is most often the same in all results; a new
 * one where there was none. */
static t_class_row *row_at(t_class_lesson *lesson, size_t guess, const json_t *row)
{
	const char *name = html_string(row, "name");

	if (guess < lesson->row_count && strcmp(lesson->rows[guess].name, name) == 0)
		return &lesson->rows[guess];
	for (size_t i = 0; i < lesson->row_count; i++)
		if (strcmp(lesson->rows[i].name, name) == 0)
			return &lesson->rows[i];
	if (lesson->row_count == CLASS_ROWS)
		return NULL;
	t_class_row *new = &lesson->rows[lesson->row_count++];
	new->name = text_copy(name);
	new->sentence = text_copy(html_string(row, "sentence"));
	new->hidden = json_is_true(json_object_get(row, "hidden"));
	new->counts = row_counts(row);
	return new;
}

/* What the student would read first: what came instead, or else the message. */
static const char *said_of(const json_t *row)
{
	const char *got = html_string(row, "got");

	return *got != '\0' ? got : html_string(row, "message");
}

static void count_row(t_class_row *to, const json_t *row, char cell, size_t student)
{
	int lost = cell == CELL_FAILED || cell == CELL_CRASHED || cell == CELL_TIMED_OUT;

	to->passed += cell == CELL_PASSED;
	to->lost += lost;
	if (lost)
		sayings_add(&to->sayings, said_of(row), student);
}

static void read_rows(
	t_class_lesson *lesson, t_mark *mark, const json_t *rows, size_t student)
{
	char cells[CLASS_ROWS];
	size_t index;
	json_t *row;

	memset(cells, CELL_NONE, sizeof(cells));
	json_array_foreach(rows, index, row)
	{
		t_class_row *to = row_at(lesson, index, row);
		if (to == NULL)
			break;
		char cell = cell_of(row);
		cells[to - lesson->rows] = cell;
		count_row(to, row, cell, student);
		mark->timed_out += is_status(row, "timed-out");
		mark->seconds += json_number_value(json_object_get(row, "seconds"));
	}
	mark->cells = text_format("%.*s", (int)lesson->row_count, cells);
}

static void read_result(t_class_lesson *lesson, size_t student, const json_t *result)
{
	t_mark *mark = &lesson->marks[student];

	mark->came = came_of(result);
	lesson->came[mark->came]++;
	if (mark->came == CAME_NO_RESULT)
		return;
	mark->score = int_of(result, "score");
	mark->max = int_of(result, "max_score");
	if (lesson->title == NULL && string_of(result, "title") != NULL)
		lesson->title = text_copy(string_of(result, "title"));
	read_rows(lesson, mark, json_object_get(result, "rows"), student);
}

static void read_lesson(
	t_class_lesson *lesson, const json_t *students, const char *run, const char *name)
{
	size_t index;
	json_t *student;

	*lesson = (t_class_lesson){.name = text_copy(name),
		.rows = memory_for(CLASS_ROWS, sizeof(t_class_row)),
		.marks = memory_for(json_array_size(students), sizeof(t_mark)),
		.mark_count = json_array_size(students)};
	json_array_foreach(students, index, student)
	{
		json_t *result = run_result(run, html_string(student, "key"), name);
		read_result(lesson, index, result);
		json_decref(result);
	}
	for (size_t i = 0; i < lesson->row_count; i++)
		sayings_sort(&lesson->rows[i].sayings);
}

int class_read(t_class *class, const char *run)
{
	json_t *read = run_class(run);
	json_t *lessons = json_object_get(read, "lessons");
	size_t index;
	json_t *lesson;

	if (read == NULL)
		return -1;
	class->all = read;
	class->students = json_object_get(read, "students");
	class->lesson_count = 0;
	class->lessons = memory_for(json_array_size(lessons), sizeof(*class->lessons));
	json_array_foreach(lessons, index, lesson)
	{
		if (json_is_string(lesson))
			read_lesson(&class->lessons[class->lesson_count++],
				class->students, run, json_string_value(lesson));
	}
	return 0;
}

static void lesson_free(t_class_lesson *lesson)
{
	for (size_t i = 0; i < lesson->row_count; i++)
	{
		free(lesson->rows[i].name);
		free(lesson->rows[i].sentence);
		sayings_free(&lesson->rows[i].sayings);
	}
	for (size_t i = 0; i < lesson->mark_count; i++)
		free(lesson->marks[i].cells);
	free(lesson->rows);
	free(lesson->marks);
	free(lesson->title);
	free(lesson->name);
}

void class_free(t_class *class)
{
	for (size_t i = 0; i < class->lesson_count; i++)
		lesson_free(&class->lessons[i]);
	free(class->lessons);
	json_decref(class->all);
}
