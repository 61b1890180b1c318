#include "size.h"

#include "file.h"
#include "run.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* This program, where the command can see it: in a namespace of its own that is the work
 * folder and no other. */
#define TOOL "compare"
#define TOOL_LIMIT (64 << 20)

static const t_limits g_limits = {
	.wall_seconds = 30,
	.cpu_seconds = 10,
	.memory_mib = 2048,
	.file_mib = 1,
	.output_bytes = 64 << 10,
	.processes = 16,
};

static json_t *unmeasured(char *why)
{
	json_t *value = json_pack("{s:s}", "unmeasured", why);

	free(why);
	return value;
}

/* Returns 0, or -1 with errno set. */
static int bring_tool(const char *work)
{
	size_t size;
	char *self = realpath("/proc/self/exe", NULL);
	char *path = text_format("%s/" TOOL, work);
	char *bytes = self == NULL ? NULL : file_read(self, TOOL_LIMIT, &size);
	int status = bytes == NULL || file_renew(path, bytes, size) == -1 ||
				     chmod(path, 0500) == -1
			     ? -1
			     : 0;

	free(bytes);
	free(path);
	free(self);
	return status;
}

/* The command's output, if it is what size_print prints: it has read what a submission
 * says. */
static json_t *check(const t_outcome *outcome)
{
	json_t *value = json_loadb(outcome->output, outcome->output_size, 0, NULL);
	const char *name = "";
	int lines = 0;

	if (json_unpack(value, "{s:i, s:i, s:i}", "lines", &lines, "functions", &lines,
		    "branches", &lines) == 0 &&
		(json_is_null(json_object_get(value, "longest")) ||
			json_unpack(value, "{s:{s:s, s:i}}", "longest", "name", &name,
				"lines", &lines) == 0))
		return value;
	json_decref(value);
	return NULL;
}

static json_t *run_tool(const t_lesson *lesson, const char *work)
{
	char **arguments =
		memory_for(json_array_size(lesson->rubric.files) + 4, sizeof(*arguments));
	size_t index;
	json_t *file;

	arguments[0] = "./" TOOL;
	arguments[1] = "size";
	arguments[2] = "contract";
	json_array_foreach(lesson->rubric.files, index, file)
		arguments[3 + index] = (char *)json_string_value(file);
	t_outcome outcome = run(
		&(t_command){
			.arguments = arguments, .folder = work, .handles_submission = 1},
		&g_limits);
	json_t *value = outcome_good(&outcome) ? check(&outcome) : NULL;
	if (value == NULL)
	{
		char *words = outcome_words(&outcome, &g_limits);
		value = unmeasured(text_format("the parser: %s", words));
		free(words);
	}
	outcome_free(&outcome);
	free(arguments);
	return value;
}

/* The first file of the lesson that did not come into the work folder, or NULL. */
static const char *absent(const t_lesson *lesson, const char *work)
{
	size_t index;
	json_t *file;

	json_array_foreach(lesson->rubric.files, index, file)
	{
		char *path = text_format("%s/%s", work, json_string_value(file));
		int is_there = access(path, R_OK) == 0;
		free(path);
		if (!is_there)
			return json_string_value(file);
	}
	return NULL;
}

json_t *size_of(const t_lesson *lesson, const char *work)
{
	if (absent(lesson, work) != NULL)
		return unmeasured(text_format(
			"%s is missing or not fit to be read", absent(lesson, work)));
	if (bring_tool(work) == -1)
		return unmeasured(text_format("%s: %s", work, strerror(errno)));
	return run_tool(lesson, work);
}
