#include "state.h"

#include "file.h"
#include "text.h"

#include <sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* SHA-256 by libmd, the BSD functions: small, everywhere, and needs no set-up. */

#define INPUT_LIMIT (64 << 20)
#define KEY "fingerprint"

/* Adds a file's name and contents. A file that cannot be read counts as its name only. */
static void add_file(SHA2_CTX *hash, const char *path)
{
	size_t size = 0;
	char *bytes = file_read(path, INPUT_LIMIT, &size);

	SHA256Update(hash, (const uint8_t *)path, strlen(path) + 1);
	SHA256Update(hash, (const uint8_t *)&size, sizeof(size));
	if (bytes != NULL)
		SHA256Update(hash, (const uint8_t *)bytes, size);
	free(bytes);
}

static void add_files(SHA2_CTX *hash, const char *folder, const char *ending)
{
	char **names = folder_names(folder, ending);

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		add_file(hash, path);
		free(path);
	}
	names_free(names);
}

/* Adds where a program of PATH is, and its size and age: reading it would take longer than asking. */
static void add_program(SHA2_CTX *hash, const char *name)
{
	char *program = program_path(name);
	struct stat status;

	if (program != NULL && stat(program, &status) == 0)
	{
		SHA256Update(hash, (const uint8_t *)program, strlen(program) + 1);
		SHA256Update(hash, (const uint8_t *)&status.st_size, sizeof(status.st_size));
		SHA256Update(hash, (const uint8_t *)&status.st_mtime, sizeof(status.st_mtime));
	}
	free(program);
}

/* The grader itself: /proc/self/exe is a link, which file_read refuses, so it is followed first. */
static void add_grader(SHA2_CTX *hash)
{
	char *path = realpath("/proc/self/exe", NULL);

	if (path != NULL)
		add_file(hash, path);
	free(path);
}

char *state_fingerprint(const t_lesson *lesson, const t_request *request)
{
	SHA2_CTX hash;
	char *text = memory_for(SHA256_DIGEST_STRING_LENGTH, 1);
	char *suite = text_format("%s/suites/%s/suite.o", request->build, lesson->name);

	SHA256Init(&hash);
	add_files(&hash, lesson->folder, ".c");
	add_files(&hash, lesson->folder, ".h");
	add_files(&hash, lesson->suite, ".json");
	add_files(&hash, lesson->suite, ".txt");
	add_file(&hash, suite);
	add_file(&hash, LESSON_TOOLBOX);
	add_grader(&hash);
	add_program(&hash, request->compiler);
	add_program(&hash, "valgrind");
	add_program(&hash, "bwrap");
	SHA256Update(&hash, (const uint8_t *)request->compiler, strlen(request->compiler) + 1);
	SHA256Update(&hash, (const uint8_t *)&request->seed, sizeof(request->seed));
	SHA256End(&hash, text);
	free(suite);
	return text;
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
	/* Anyone may have edited the file: what is no result of this lesson is none at all. */
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

int state_save(const t_lesson *lesson, const t_request *request, json_t *result, const char *fingerprint)
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
