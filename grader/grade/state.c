#include "state.h"

#include "file.h"
#include "fingerprint.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KEY "fingerprint"

/* Adds where a program of PATH is, and its size and age: reading it would take longer
 * than asking. */
static void add_program(t_fingerprint *print, const char *name)
{
	char *program = program_path(name);
	struct stat status;

	if (program != NULL && stat(program, &status) == 0)
	{
		fingerprint_add(print, program, strlen(program) + 1);
		fingerprint_add(print, &status.st_size, sizeof(status.st_size));
		fingerprint_add(print, &status.st_mtime, sizeof(status.st_mtime));
	}
	free(program);
}

/* The grader itself: /proc/self/exe is a link, which file_read refuses, so it is followed
 * first. */
static void add_grader(t_fingerprint *print)
{
	char *path = realpath("/proc/self/exe", NULL);

	if (path != NULL)
		fingerprint_add_file(print, path);
	free(path);
}

/* All that a result comes from beside the submission. */
static void add_course(
	t_fingerprint *print, const t_lesson *lesson, const t_request *request)
{
	char *examiner =
		text_format("%s/suites/%s/examiner", request->build, lesson->name);
	char *loop = text_format("%s/suites/%s/loop.o", request->build, lesson->name);

	fingerprint_add_files(print, lesson->folder, ".h");
	fingerprint_add_files(print, lesson->suite, ".json");
	fingerprint_add_files(print, lesson->suite, ".txt");
	fingerprint_add_file(print, examiner);
	fingerprint_add_file(print, loop);
	fingerprint_add_file(print, LESSON_TOOLBOX);
	add_grader(print);
	add_program(print, request->compiler);
	add_program(print, "valgrind");
	add_program(print, "bwrap");
	fingerprint_add(print, request->compiler, strlen(request->compiler) + 1);
	fingerprint_add(print, &request->seed, sizeof(request->seed));
	free(loop);
	free(examiner);
}

char *state_fingerprint(const t_lesson *lesson, const t_request *request)
{
	t_fingerprint print;

	fingerprint_begin(&print);
	fingerprint_add_files(&print, lesson->folder, ".c");
	add_course(&print, lesson, request);
	return fingerprint_end(&print);
}

char *course_fingerprint(const t_lesson *lesson, const t_request *request)
{
	t_fingerprint print;

	fingerprint_begin(&print);
	add_course(&print, lesson, request);
	return fingerprint_end(&print);
}

static char *state_path(const t_lesson *lesson, const t_request *request)
{
	return text_format("%s/results/%s.json", request->build, lesson->name);
}

json_t *state_load(const t_lesson *lesson, const t_request *request)
{
	char *path = state_path(lesson, request);
	json_t *result = json_load_file(path, 0, NULL);

	free(path);
	/* Anyone may have edited the file: what is no result of this lesson is none at
	 * all. */
	const char *name = json_string_value(json_object_get(result, "lesson"));
	if (name == NULL || strcmp(name, lesson->name) != 0 ||
		!json_is_array(json_object_get(result, "rows")))
	{
		json_decref(result);
		return NULL;
	}
	return result;
}

int state_is_current(const json_t *result, const char *fingerprint)
{
	const char *then = json_string_value(json_object_get(result, KEY));

	return then != NULL && strcmp(then, fingerprint) == 0;
}

int result_write(const json_t *result, const char *path)
{
	char *text = json_dumps(result, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	int status = -1;

	if (text != NULL)
	{
		char *line = text_format("%s\n", text);
		status = file_write(path, line, strlen(line));
		free(line);
	}
	free(text);
	return status;
}

int state_save(const t_lesson *lesson, const t_request *request, json_t *result,
	const char *fingerprint)
{
	char *folder = text_format("%s/results", request->build);
	char *path = state_path(lesson, request);

	json_object_set_new(result, KEY, json_string(fingerprint));
	int status = folder_make(folder) == -1 ? -1 : result_write(result, path);
	json_object_del(result, KEY);
	free(path);
	free(folder);
	return status;
}
