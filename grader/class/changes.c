#include "changes.h"

#include "run_folder.h"
#include "text.h"
#include "value.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct s_comparing
{
	FILE *out;
	const char *before;
	const char *run;
	size_t changes;
	size_t lost; /* results that the grader could not make again */
	/* results in which only the rubric's points of rows changed, and not the sum */
	size_t same_sum;
	json_t *points; /* what the rubric changed: "LESSON, row ROW: 3 -> 0 points" */
} t_comparing;

/* The students by their keys: a class has many. */
static json_t *by_key(const json_t *class)
{
	json_t *students = json_object();
	size_t index;
	json_t *student;

	json_array_foreach(json_object_get(class, "students"), index, student)
		json_object_set(students, string_of(student, "key"), student);
	return students;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = string_of(object, key);

	return text == NULL ? "none" : text;
}

static int is_other(const json_t *one, const json_t *two, const char *key)
{
	return !json_equal(json_object_get(one, key), json_object_get(two, key)) &&
	       (json_object_get(one, key) != NULL || json_object_get(two, key) != NULL);
}

/* Whether something else became of the row: a change of the rubric's points alone is
 * none. */
static int row_fared_otherwise(const json_t *row, const json_t *now)
{
	return is_other(row, now, "status") ||
	       (is_other(row, now, "points") && !is_other(row, now, "max_points"));
}

static int row_changed(const json_t *row, const json_t *now)
{
	return row_fared_otherwise(row, now) || is_other(row, now, "max_points");
}

static void write_row(FILE *out, const json_t *row)
{
	if (row_counts(row))
		fprintf(out, "%d of %d (%s)", int_of(row, "points"),
			int_of(row, "max_points"), text_of(row, "status"));
	else
		fprintf(out, "does not count (%s)", text_of(row, "status"));
}

static void tell_row(FILE *out, const json_t *then, const json_t *row)
{
	if (then != NULL && !row_changed(then, row))
		return;
	fprintf(out, "    %s: ", text_of(row, "name"));
	if (then == NULL)
		fputs("new, ", out);
	else
	{
		write_row(out, then);
		fputs(" -> ", out);
	}
	write_row(out, row);
	fputc('\n', out);
}

static void tell_rows(FILE *out, const json_t *before, const json_t *now)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(now, "rows"), index, row)
		tell_row(out, row_called(before, string_of(row, "name")), row);
	json_array_foreach(json_object_get(before, "rows"), index, row)
	{
		if (row_called(now, string_of(row, "name")) == NULL)
			fprintf(out, "    %s: gone, was %d of %d\n", text_of(row, "name"),
				int_of(row, "points"), int_of(row, "max_points"));
	}
}

/* Notes where the rubric gives a row other points than before; it does so for everyone
 * alike. */
static void note_points(
	t_comparing *all, const char *lesson, const json_t *then, const json_t *row)
{
	if (!is_other(then, row, "max_points"))
		return;
	char *key = text_format("%s, row %s", lesson, text_of(row, "name"));
	json_object_set_new(all->points, key,
		json_sprintf("%d -> %d points", int_of(then, "max_points"),
			int_of(row, "max_points")));
	free(key);
}

/* Whether other rows were run, or one of them fared otherwise. */
static int rows_fared_otherwise(
	t_comparing *all, const char *lesson, const json_t *before, const json_t *now)
{
	const json_t *rows = json_object_get(before, "rows");
	int otherwise =
		json_array_size(rows) != json_array_size(json_object_get(now, "rows"));
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(now, "rows"), index, row)
	{
		const json_t *then = json_array_get(rows, index);
		if (then == NULL || is_other(then, row, "name"))
			return 1;
		note_points(all, lesson, then, row);
		otherwise = otherwise || row_fared_otherwise(then, row);
	}
	return otherwise;
}

static int rows_changed(const json_t *before, const json_t *now)
{
	size_t index;
	json_t *row;

	json_array_foreach(json_object_get(now, "rows"), index, row)
	{
		if (row_changed(
			    json_array_get(json_object_get(before, "rows"), index), row))
			return 1;
	}
	return 0;
}

static void write_points(FILE *out, const json_t *result)
{
	if (result == NULL)
		fputs("no result", out);
	else if (is_status(result, "graded"))
		fprintf(out, "%d of %d", int_of(result, "score"),
			int_of(result, "max_score"));
	else
		fprintf(out, "%d of %d (%s)", int_of(result, "score"),
			int_of(result, "max_score"), text_of(result, "status"));
}

static void compare_results(t_comparing *all, const json_t *student, const char *lesson)
{
	json_t *before = run_result(all->before, text_of(student, "key"), lesson);
	json_t *now = run_result(all->run, text_of(student, "key"), lesson);

	int otherwise = rows_fared_otherwise(all, lesson, before, now);

	if ((before == NULL) != (now == NULL) || is_other(before, now, "status") ||
		is_other(before, now, "score") || is_other(before, now, "max_score") ||
		otherwise)
	{
		all->changes++;
		all->lost += now == NULL;
		fprintf(all->out, "  %s, %s: ", text_of(student, "name"), lesson);
		write_points(all->out, before);
		fputs(" -> ", all->out);
		write_points(all->out, now);
		fputc('\n', all->out);
		/* Where one of them has no rows that ran, the status says all. */
		if (is_status(before, "graded") && is_status(now, "graded"))
			tell_rows(all->out, before, now);
	}
	else if (rows_changed(before, now))
		all->same_sum++;
	json_decref(now);
	json_decref(before);
}

/* Who is in `class` and not in `others`. */
static void tell_missing(
	t_comparing *all, const json_t *class, const json_t *others, const char *what)
{
	json_t *known = by_key(others);
	size_t index;
	json_t *student;

	json_array_foreach(json_object_get(class, "students"), index, student)
	{
		if (json_object_get(known, text_of(student, "key")) != NULL)
			continue;
		all->changes++;
		fprintf(all->out, "  %s: %s\n", text_of(student, "name"), what);
	}
	json_decref(known);
}

static void compare_students(t_comparing *all, const json_t *class, const json_t *before,
	const json_t *lessons)
{
	json_t *known = by_key(before);
	size_t index;
	json_t *student;

	json_array_foreach(json_object_get(class, "students"), index, student)
	{
		size_t at;
		json_t *lesson;
		if (json_object_get(known, text_of(student, "key")) == NULL)
			continue;
		json_array_foreach(lessons, at, lesson)
			compare_results(all, student, json_string_value(lesson));
	}
	json_decref(known);
}

static int has_lesson(const json_t *class, const json_t *lesson)
{
	size_t index;
	json_t *other;

	json_array_foreach(json_object_get(class, "lessons"), index, other)
	{
		if (json_equal(lesson, other))
			return 1;
	}
	return 0;
}

static json_t *common_lessons(const json_t *class, const json_t *others)
{
	json_t *common = json_array();
	size_t index;
	json_t *lesson;

	json_array_foreach(json_object_get(class, "lessons"), index, lesson)
	{
		if (has_lesson(others, lesson))
			json_array_append(common, lesson);
	}
	return common;
}

/* Lessons that only one of the two runs has. */
static void tell_lessons(
	t_comparing *all, const json_t *class, const json_t *others, const char *what)
{
	size_t index;
	json_t *lesson;

	json_array_foreach(json_object_get(class, "lessons"), index, lesson)
	{
		if (has_lesson(others, lesson))
			continue;
		all->changes++;
		fprintf(all->out, "  %s: %s\n", json_string_value(lesson), what);
	}
}

/* What changed for everyone, before those for whom it makes a difference. */
static void tell_points(FILE *out, const t_comparing *all)
{
	const char *row;
	json_t *change;

	json_object_foreach(all->points, row, change)
		fprintf(out, "  %s: %s\n", row, json_string_value(change));
}

size_t changes_tell(FILE *out, const char *before, const char *run, size_t *lost)
{
	char *text;
	size_t size;
	t_comparing all = {
		text_stream(&text, &size), before, run, 0, 0, 0, json_object()};
	json_t *old = run_class(before);
	json_t *class = run_class(run);

	tell_lessons(&all, old, class, "no longer graded, for anyone");
	tell_lessons(&all, class, old, "graded for the first time");
	tell_missing(&all, old, class, "gone, and no longer graded");
	tell_missing(&all, class, old, "new");
	json_t *lessons = common_lessons(class, old);
	compare_students(&all, class, old, lessons);
	fclose(all.out);
	tell_points(out, &all);
	fwrite(text, 1, size, out);
	if (all.same_sum != 0)
		fprintf(out, "  %zu other result%s the same sum as before.\n",
			all.same_sum, all.same_sum == 1 ? " has" : "s have");
	json_decref(lessons);
	json_decref(class);
	json_decref(old);
	json_decref(all.points);
	free(text);
	*lost = all.lost;
	return all.changes + all.same_sum;
}
