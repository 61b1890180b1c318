/* `make report`: one HTML page of the results, which are made first where they are not
 * current. */

#include "html.h"
#include "commands.h"
#include "file.h"
#include "graded.h"
#include "report.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *add_result(json_t *results, const t_options *options, const char *name)
{
	t_look look = look_for(options);
	t_graded graded;
	char *wrong = graded_make(&graded, options, name);

	if (wrong == NULL)
	{
		report_line(stdout, &look, graded.result);
		json_array_append(results, graded.result);
	}
	graded_free(&graded);
	return wrong;
}

static char *add_all(json_t *results, const t_options *options)
{
	char **names = lesson_names();
	char *wrong = NULL;

	if (names[0] == NULL)
		wrong = no_lesson();
	if (options->request.submission != NULL)
		wrong = text_format(
			"SUBMISSION goes with one lesson: say which with LESSON=");
	for (size_t i = 0; names[i] != NULL && wrong == NULL; i++)
		wrong = add_result(results, options, names[i]);
	names_free(names);
	return wrong;
}

static char *write_page(const json_t *results, const char *path)
{
	size_t size;
	char *page = html_page(results, &size);
	char *wrong = NULL;

	if (file_write(path, page, size) == -1)
		wrong = text_format(
			"the report cannot be written to %s: %s", path, strerror(errno));
	else
		printf("The report: %s (%zu KiB)\n", path, (size + 1023) / 1024);
	free(page);
	return wrong;
}

int command_html(const t_options *options, const char *file, const char *lesson)
{
	json_t *results = json_array();
	char *path = file == NULL || *file == '\0'
			     ? text_format("%s/report.html", options->request.build)
			     : text_copy(file);
	char *wrong = lesson == NULL ? add_all(results, options)
				     : add_result(results, options, lesson);

	if (wrong == NULL)
		wrong = write_page(results, path);
	json_decref(results);
	free(path);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
