#include "shrink.h"

#include "text.h"
#include "value.h"

#include <stdio.h>
#include <stdlib.h>

/* Names that are told. */
#define TOLD 8

static json_t *names_of_students(const json_t *students)
{
	json_t *names = json_object();
	size_t index;
	json_t *student;

	json_array_foreach(students, index, student)
	{
		const char *key = string_of(student, "key");
		if (key != NULL)
			json_object_set(names, key, json_object_get(student, "name"));
	}
	return names;
}

static json_t *names_of_lessons(const json_t *lessons)
{
	json_t *names = json_object();
	size_t index;
	json_t *lesson;

	json_array_foreach(lessons, index, lesson)
	{
		if (json_is_string(lesson))
			json_object_set(names, json_string_value(lesson), lesson);
	}
	return names;
}

/* Tells which of them are not there now, and takes both over. Returns how many. */
static size_t tell_gone(FILE *out, json_t *before, json_t *now, const char *what)
{
	json_t *gone = json_array();
	const char *key;
	json_t *name;

	json_object_foreach(before, key, name)
	{
		if (json_object_get(now, key) == NULL)
			json_array_append(gone, name);
	}
	size_t count = json_array_size(gone);
	if (count != 0)
		fprintf(out,
			"this run would remove %zu of the %zu %ss that count now:", count,
			json_object_size(before), what);
	for (size_t i = 0; i < count && i < TOLD; i++)
	{
		const char *shown = json_string_value(json_array_get(gone, i));
		fprintf(out, "%s %s", i == 0 ? "" : ",", shown == NULL ? "?" : shown);
	}
	if (count > TOLD)
		fprintf(out, " and %zu more", count - TOLD);
	fputs(count == 0 ? "" : "\n", out);
	json_decref(gone);
	json_decref(before);
	json_decref(now);
	return count;
}

char *shrink_told(const json_t *before, const json_t *class)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	size_t gone =
		tell_gone(out, names_of_students(json_object_get(before, "students")),
			names_of_students(json_object_get(class, "students")), "student");
	if (gone != 0)
		fputs("If only late work has come in, put it into the folder with everyone else's and run "
		      "this again.\n",
			out);
	size_t lessons =
		tell_gone(out, names_of_lessons(json_object_get(before, "lessons")),
			names_of_lessons(json_object_get(class, "lessons")), "lesson");
	if (lessons != 0)
		fputs("To grade one lesson by itself, choose another folder for OUT.\n",
			out);
	fputs("Nothing was changed. To remove them, run the same command with SHRINK=1; HOLD=1 only shows "
	      "what would change.",
		out);
	fclose(out);
	if (gone + lessons != 0)
		return text;
	free(text);
	return NULL;
}
