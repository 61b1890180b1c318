#include "commands.h"

#include "file.h"
#include "graded.h"
#include "patch.h"
#include "report.h"
#include "run.h"
#include "state.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *no_lesson(void)
{
	return text_copy("there is no lesson here; run this in the course's folder");
}

int complain(char *wrong)
{
	if (run_signal() != 0)
		fputs("grade: interrupted, nothing was recorded\n", stderr);
	else
		fprintf(stderr, "grade: %s\n", wrong);
	free(wrong);
	return STATUS_USAGE;
}

t_look look_for(const t_options *options)
{
	t_look look = look_of(stdout);

	look.all = options->all;
	return look;
}

static int points_of(const json_t *result)
{
	return (int)json_integer_value(json_object_get(result, "score"));
}

static int require(const t_options *options, const json_t *result)
{
	if (points_of(result) >= options->require)
		return EXIT_SUCCESS;
	fflush(stdout);
	fprintf(stderr, "grade: %s has %d points, and REQUIRE is %d\n",
		json_string_value(json_object_get(result, "lesson")), points_of(result),
		options->require);
	return STATUS_BELOW;
}

/* The last result of the lesson; one of no points where there is none. */
static json_t *last_result(const t_options *options, const char *name)
{
	t_lesson lesson;
	json_t *result = NULL;
	char *wrong = lesson_open(&lesson, name);

	if (wrong == NULL)
	{
		result = state_load(&lesson, &options->request);
		lesson_close(&lesson);
	}
	free(wrong);
	if (result == NULL)
		result = json_pack("{s:s, s:i, s:i, s:s}", "lesson", name, "score", 0,
			"max_score", 100, "status", "not graded yet");
	return result;
}

/* Where the work goes on when the lesson is complete. */
static void tell_next(const t_options *options, const json_t *result)
{
	const char *next = NULL;
	char **names = lesson_names();

	if (!is_complete(result) || options->request.submission != NULL)
		return names_free(names);
	for (size_t i = 0; names[i] != NULL && next == NULL; i++)
	{
		json_t *last = last_result(options, names[i]);
		if (!is_complete(last))
			next = names[i];
		json_decref(last);
	}
	if (next == NULL)
		printf("Every lesson is complete.\n");
	else
		printf("Complete. Next: lessons/%s/README.md\n", next);
	printf("Answers, and the reference beside your code: make after LESSON=%.*s\n",
		(int)strcspn(text_of(result, "lesson"), "_"), text_of(result, "lesson"));
	names_free(names);
}

int command_grade(const t_options *options, const char *lesson)
{
	t_look look = look_for(options);
	t_graded graded;
	char *wrong = graded_make(&graded, options, lesson);
	int status;

	if (wrong != NULL)
		status = complain(wrong);
	else
	{
		report_full(
			stdout, &look, graded.result, graded.previous, graded.unchanged);
		tell_next(options, graded.result);
		status = require(options, graded.result);
	}
	graded_free(&graded);
	return status;
}

/* Opens the first lesson that is not complete: that is where the work goes on. */
static void open_unfinished(const t_look *look, const t_graded *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (is_complete(all[i].result))
			continue;
		fputc('\n', stdout);
		report_full(
			stdout, look, all[i].result, all[i].previous, all[i].unchanged);
		return;
	}
	printf("\nEvery lesson is complete.\n");
}

static int grade_all(const t_options *options, char **names, size_t count)
{
	t_look look = look_for(options);
	t_graded *all = memory_for(count, sizeof(*all));
	int status = EXIT_SUCCESS;
	size_t done = 0;

	while (done < count && status != STATUS_USAGE)
	{
		char *wrong = graded_make(&all[done], options, names[done]);
		if (wrong != NULL)
			status = complain(wrong);
		else
		{
			report_line(stdout, &look, all[done].result);
			if (require(options, all[done].result) != EXIT_SUCCESS)
				status = STATUS_BELOW;
		}
		done++;
	}
	if (status != STATUS_USAGE)
		open_unfinished(&look, all, count);
	for (size_t i = 0; i < done; i++)
		graded_free(&all[i]);
	free(all);
	return status;
}

int command_grade_all(const t_options *options)
{
	char **names = lesson_names();
	size_t count = 0;
	int status;

	while (names[count] != NULL)
		count++;
	if (options->request.submission != NULL || options->json != NULL)
		status = complain(text_format(
			"SUBMISSION and JSON go with one lesson: say which with LESSON="));
	else if (count == 0)
		status = complain(no_lesson());
	else
		status = grade_all(options, names, count);
	names_free(names);
	return status;
}

void command_lines(const t_options *options, const char *graded, const json_t *shown)
{
	t_look look = look_for(options);
	char **names = lesson_names();

	for (size_t i = 0; names[i] != NULL; i++)
	{
		if (graded != NULL && strcmp(graded, names[i]) == 0)
		{
			if (shown == NULL)
				printf("%-34s grading ...\n", names[i]);
			else
				report_line(stdout, &look, shown);
			continue;
		}
		json_t *result = last_result(options, names[i]);
		report_line(stdout, &look, result);
		json_decref(result);
	}
	names_free(names);
}

int command_progress(const t_options *options)
{
	command_lines(options, NULL, NULL);
	return EXIT_SUCCESS;
}

int command_lessons(void)
{
	char **names = lesson_names();

	for (size_t i = 0; names[i] != NULL; i++)
		puts(names[i]);
	names_free(names);
	return EXIT_SUCCESS;
}

int command_lesson(const t_options *options, const char *wanted)
{
	t_graded graded = {0};
	char *name = NULL;
	char *wrong = wanted == NULL ? graded_begun(&graded, options, NULL, 0)
				     : lesson_find(wanted, &name);

	if (wrong == NULL && wanted == NULL)
		name = text_copy(string_of(graded.result, "lesson"));
	graded_free(&graded);

	if (wrong != NULL)
		return complain(wrong);
	puts(name);
	free(name);
	return EXIT_SUCCESS;
}

int command_answer(const char *wanted, const char *patch, const char *folder)
{
	t_lesson lesson;
	char *wrong = lesson_open(&lesson, wanted);

	if (wrong != NULL)
		return complain(wrong);
	wrong = patch_apply(&lesson, patch, folder);
	lesson_close(&lesson);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
