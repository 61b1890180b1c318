#include "look.h"

#include "rubric.h"
#include "text.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a compiler's words in a line. */
#define MOST 300

static void look_add(json_t *looks, const char *lesson, const char *text)
{
	json_t *lessons = json_object_get(looks, text);

	if (lessons == NULL)
	{
		lessons = json_array();
		json_object_set_new(looks, text, lessons);
	}
	json_array_append_new(lessons, json_string(lesson));
}

void look_add_student(json_t *looks, const json_t *student)
{
	size_t index;
	json_t *look;

	json_array_foreach(json_object_get(student, "look"), index, look)
	{
		const char *lesson = string_of(look, "lesson");
		const char *text = string_of(look, "text");
		if (lesson != NULL && text != NULL &&
			!names_hold(json_object_get(looks, text), lesson))
			look_add(looks, lesson, text);
	}
}

static char *first_line(const char *text)
{
	int length = (int)strcspn(text, "\n");

	return text_format("%.*s", length > MOST ? MOST : length, text);
}

void look_add_result(json_t *looks, const char *lesson, const json_t *result)
{
	const char *reason = string_of(result, "reason");

	if (result == NULL)
		look_add(looks, lesson, "no result: the grader could not do its work");
	if (reason == NULL)
		return;
	char *line = first_line(reason);
	look_add(looks, lesson, line);
	free(line);
}

char *look_lessons(const json_t *class, const json_t *lessons)
{
	char *list = text_copy("");
	size_t index;
	json_t *lesson;

	if (json_array_size(json_object_get(class, "lessons")) < 2)
		return list;
	json_array_foreach(lessons, index, lesson)
	{
		const char *name = json_string_value(lesson);
		char *longer = text_format("%s%s%.*s", list, index == 0 ? "" : ", ",
			(int)strcspn(name, "_"), name);
		free(list);
		list = longer;
	}
	char *whole = text_format("%s: ", list);
	free(list);
	return whole;
}

char *look_line(const json_t *class, const json_t *looks)
{
	char *line = text_copy("");
	const char *text;
	json_t *lessons;

	json_object_foreach((json_t *)looks, text, lessons)
	{
		char *prefix = look_lessons(class, lessons);
		char *longer = text_format(
			"%s%s%s%s", line, *line == '\0' ? "" : "; ", prefix, text);
		free(prefix);
		free(line);
		line = longer;
	}
	return line;
}

size_t look_students(const json_t *class)
{
	size_t count = 0;
	size_t index;
	json_t *student;

	json_array_foreach(json_object_get(class, "students"), index, student)
		count += json_array_size(json_object_get(student, "look")) != 0;
	return count;
}
