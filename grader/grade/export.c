/* `make export`: the result of a grading, or one that was written before, in the format
 * of another system. */

#include "export.h"
#include "commands.h"
#include "file.h"
#include "graded.h"
#include "report.h"
#include "student.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define RESULT_LIMIT (16 << 20)

static int is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* A pipe or a terminal gets the export and nothing else. */
static int is_stream(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* The result in that file. Returns NULL, or a new string that says what is wrong. */
static char *read_result(const char *path, json_t **result)
{
	size_t size;
	json_error_t error;
	char *bytes = file_read(path, RESULT_LIMIT, &size);

	if (bytes == NULL)
		return text_format("%s: %s", path, strerror(errno));
	*result = json_loadb(bytes, size, 0, &error);
	free(bytes);
	if (*result == NULL)
		return text_format(
			"%s is no JSON: line %d: %s", path, error.line, error.text);
	if (string_of(*result, "lesson") != NULL &&
		string_of(*result, "status") != NULL &&
		json_is_array(json_object_get(*result, "rows")))
		return NULL;
	json_decref(*result);
	*result = NULL;
	return text_format("%s is no result of a grading", path);
}

/* The lesson graded now, with the report that its student may see. */
static char *grade_now(
	const t_options *options, const char *name, int quiet, json_t **result)
{
	t_look look = look_of(stdout);
	t_graded graded;
	char *wrong = graded_make(&graded, options, name);

	if (wrong == NULL)
	{
		*result = json_incref(graded.result);
		json_t *shown = result_for_student(graded.result);
		if (!quiet)
			report_full(stdout, &look, shown, NULL, graded.unchanged);
		json_decref(shown);
	}
	graded_free(&graded);
	return wrong;
}

static char *write_export(const char *format, const char *file, const t_export *about)
{
	size_t size;
	char *text = export_result(format, about, &size);
	char *wrong = NULL;

	if (file_write(file, text, size) == -1)
		wrong = text_format(
			"the export cannot be written to %s: %s", file, strerror(errno));
	else if (!is_stream(file))
		printf("The export for %s: %s\n", format, file);
	free(text);
	return wrong;
}

/* wrong: why there is no result, or NULL. The export is written in both cases; that it
 * cannot be is told first. */
static char *export_or_failure(const char *format, const char *file, const char *what,
	const json_t *result, char *wrong)
{
	t_export about = {what, result, wrong};

	if (result != NULL)
		about.lesson = string_of(result, "lesson");
	char *unwritten = write_export(format, file, &about);
	if (unwritten == NULL)
		return wrong;
	free(wrong);
	return unwritten;
}

int command_export(
	const t_options *options, const char *format, const char *file, const char *what)
{
	json_t *result = NULL;
	char *wrong = export_unknown(format);

	if (wrong != NULL)
		return complain(wrong);
	wrong = is_file(what) ? read_result(what, &result)
			      : grade_now(options, what, is_stream(file), &result);
	wrong = export_or_failure(format, file, what, result, wrong);
	json_decref(result);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
