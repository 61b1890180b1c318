#include "class_like.h"

#include "file.h"
#include "small_class.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a student gets wrong in a row, by how common it is: the last has its own number in
 * it. */
static const char *const g_said[] = {"NULL, and errno is ENOMEM",
	"base + 8, and that address is no multiple of 16",
	"a block at base + 88; the offset is 98 now, the capacity 100",
	"the offset is %u now, and \"<b>\" & 'that' stay"};

static const char *const g_names[] = {"Ada", "Bjarne", "Chuck", "Dennis", "Edsger",
	"Frances", "Grace", "Hedy", "Ida", "Joan", "Ken", "Leslie", "Margaret", "Niklaus",
	"Ole-Johan", "Per", "Radia", "Sophie", "Tony", "=Ursula()"};
static const char *const g_families[] = {"Lovelace", "Dijkstra", "Hopper", "Thompson",
	"O'Neil", "Lamport", "Hamilton", "Müller", "de la Cruz y Fernández-Villaverde",
	"Wu", "<b>Perlman</b>", "Núñez", "\"Wilson\"", "Hoare", "Łukasz"};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/* A number from 0 to 999 that looks like chance, of the three. */
static unsigned chance(size_t a, size_t b, size_t c)
{
	unsigned long long mixed = a * 0x9E3779B97F4A7C15ULL + b * 0xBF58476D1CE4E5B9ULL +
				   c * 0x94D049BB133111EBULL + 1;

	mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9ULL;
	mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBULL;
	return (unsigned)((mixed ^ mixed >> 31) % 1000);
}

static json_t *row_like(size_t student, size_t lesson, size_t row, int run)
{
	unsigned skill = (chance(student, 0, 0) + chance(student, lesson, 1) + 900) / 3;
	unsigned hard = chance(row, lesson, 2) * 4 / 5;
	int passed = run && skill + chance(student, lesson, row + 10) / 4 > hard;
	unsigned which = chance(student, row, 3);
	const char *how = !run         ? "not-run"
			  : passed     ? "passed"
			  : which < 30 ? "timed-out"
			  : which < 90 ? "crashed"
				       : "failed";
	json_t *got = passed || !run
			      ? json_null()
			      : json_sprintf(g_said[which * which / 250001], which);

	return json_pack("{s:o, s:s, s:s, s:s, s:b, s:i, s:i, s:f, s:n, s:o}", "name",
		json_sprintf("row_%02zu", row), "sentence",
		"the block begins at the next multiple of 16, and the offset is behind it",
		"status", how, "heading", "memory", "hidden", row % 20 == 19, "points",
		passed, "max_points", 1, "seconds",
		!run                    ? 0.0
		: which < 30 && !passed ? 1.0
					: which / 200000.0,
		"message", "got", got);
}

static json_t *result_of(size_t student, size_t lesson, size_t rows)
{
	unsigned kind = chance(student, lesson, 4);
	const char *status = kind < 40   ? "compile-error"
			     : kind < 50 ? "refused"
			     : kind < 70 ? "missing"
					 : "graded";
	json_t *list = json_array();
	int score = 0;

	for (size_t row = 0; row < rows; row++)
	{
		json_t *one = row_like(student, lesson, row, kind >= 70);
		score += (int)json_integer_value(json_object_get(one, "points"));
		json_array_append_new(list, one);
	}
	return json_pack("{s:o, s:s, s:i, s:i, s:s, s:o}", "lesson",
		json_sprintf("0%zu_arenas_like_this", lesson), "title",
		"An arena of your own, over mmap", "score", score * 100 / (int)rows,
		"max_score", 100, "status", status, "rows", list);
}

/* Not by file_write, which waits for the disk. */
static void dump(json_t *value, char *path)
{
	if (json_dump_file(value, path, 0) == -1)
		abort();
	free(path);
	json_decref(value);
}

static json_t *lay_out_student(
	const char *run, size_t student, size_t lessons, size_t rows)
{
	char *key = text_format("student%zu", student);
	char *folder = text_format("%s/results/%s", run, key);
	json_t *who = json_pack("{s:s, s:o}", "key", key, "name",
		json_sprintf("%s %s", g_names[student % COUNT(g_names)],
			g_families[chance(student, 0, 5) % COUNT(g_families)]));

	if (folder_make(folder) == -1)
		abort();
	for (size_t lesson = 0; lesson < lessons; lesson++)
	{
		char *name = text_format("0%zu_arenas_like_this", lesson);
		if (chance(student, lesson, 6) >= 10)
			dump(result_of(student, lesson, rows),
				text_format("%s/%s.json", folder, name));
		free(name);
	}
	free(folder);
	free(key);
	return who;
}

void lay_out_class(const char *run, size_t students, size_t lessons, size_t rows)
{
	json_t *class = json_pack("{s:[], s:[]}", "lessons", "students");

	for (size_t i = 0; i < students; i++)
		json_array_append_new(json_object_get(class, "students"),
			lay_out_student(run, i, lessons, rows));
	for (size_t i = 0; i < lessons; i++)
		json_array_append_new(json_object_get(class, "lessons"),
			json_sprintf("0%zu_arenas_like_this", i));
	dump(class, text_format("%s/" CLASS_FILE, run));
}
