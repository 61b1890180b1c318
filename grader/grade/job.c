/*
 * `grade job`: one submission of a class, described in JSON so that any process on any
 * machine can grade it: {"student", "id", "email", "lesson", "compiler", "seed",
 * "status", "refused", "notes", "fingerprint"}. The desk writes it: desk/plan.py.
 */

#include "commands.h"
#include "run.h"
#include "state.h"
#include "text.h"
#include "value.h"
#include "view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What no submission may see is listed in the folder of the jobs, a path to a line. */
static void hide(void)
{
	FILE *list = fopen("hidden", "r");
	char *line = NULL;
	size_t size = 0;

	while (list != NULL && getline(&line, &size, list) != -1)
	{
		line[strcspn(line, "\n")] = '\0';
		view_hide(line);
	}
	free(line);
	if (list != NULL)
		fclose(list);
}

/* What is known of how it came in is what the student reads first. */
static void add_notes(json_t *result, const json_t *job)
{
	json_t *notes = json_copy(json_object_get(job, "notes"));

	if (json_is_array(notes))
	{
		json_array_extend(notes, json_object_get(result, "notes"));
		json_object_set(result, "notes", notes);
	}
	json_decref(notes);
}

/* Grades, or says why not: NULL with *wrong. */
static json_t *grade_job(
	const json_t *job, const char *submission, const char *build, char **wrong)
{
	t_lesson lesson;
	const char *refused = string_of(job, "refused");
	t_request request = {.submission = submission,
		.student = string_of(job, "student"),
		.compiler = string_of(job, "compiler"),
		.level = "-Og",
		.build = build,
		.seed = (unsigned long)json_integer_value(json_object_get(job, "seed"))};

	*wrong = lesson_open(&lesson, string_of(job, "lesson"));
	if (*wrong != NULL)
		return NULL;
	json_t *result = refused != NULL
				 ? grade_refused(&lesson, &request,
					   is_status(job, "missing") ? STATUS_MISSING
								     : STATUS_REFUSED,
					   refused)
				 : grade(&lesson, &request, wrong);
	lesson_close(&lesson);
	return result;
}

static char *do_job(
	const json_t *job, const char *submission, const char *path, const char *build)
{
	char *wrong = NULL;
	json_t *result = grade_job(job, submission, build, &wrong);

	if (result == NULL)
		return wrong;
	add_notes(result, job);
	json_object_set(result, "student", json_object_get(job, "student"));
	json_object_set(result, "id", json_object_get(job, "id"));
	json_object_set(result, "email", json_object_get(job, "email"));
	json_object_set(result, "fingerprint", json_object_get(job, "fingerprint"));
	if (result_write(result, path) == -1)
		wrong = text_format(
			"the result cannot be written to %s: %s", path, strerror(errno));
	json_decref(result);
	return wrong;
}

int command_job(const t_options *options, const char *description, const char *submission,
	const char *result)
{
	json_t *job = json_load_file(description, 0, NULL);
	char *wrong;

	hide();
	if (job == NULL || string_of(job, "lesson") == NULL ||
		string_of(job, "compiler") == NULL || string_of(job, "student") == NULL)
		wrong = text_format("%s is no description of a submission", description);
	else
		wrong = do_job(job, submission, result, options->request.build);
	json_decref(job);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
