#include "commands.h"

#include "file.h"
#include "graded.h"
#include "nearest.h"
#include "patch.h"
#include "report.h"
#include "run.h"
#include "state.h"
#include "text.h"
#include "trial.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEBUG_SCRIPT "grader/setup/debug.gdb"

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

int command_grade(const t_options *options, const char *lesson)
{
	t_look look = look_of(stdout);
	t_graded graded;
	char *wrong = graded_make(&graded, options, lesson);
	int status;

	if (wrong != NULL)
		status = complain(wrong);
	else
	{
		report_full(
			stdout, &look, graded.result, graded.previous, graded.unchanged);
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
	t_look look = look_of(stdout);
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

void command_lines(const t_options *options)
{
	t_look look = look_of(stdout);
	char **names = lesson_names();

	for (size_t i = 0; names[i] != NULL; i++)
	{
		json_t *result = last_result(options, names[i]);
		report_line(stdout, &look, result);
		json_decref(result);
	}
	names_free(names);
}

int command_progress(const t_options *options)
{
	command_lines(options);
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

/* The row whose name is most like this one, or NULL where none is. */
static const char *likely_row(const t_rubric *rubric, const char *row)
{
	const char **names = memory_for(rubric->count + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < rubric->count; i++)
		if (rubric->rules[i].judge == JUDGE_TEST)
			names[count++] = rubric->rules[i].name;
	const char *likely = nearest_name(row, names);
	free(names);
	return likely;
}

static char *unknown_row(const t_lesson *lesson, const char *row)
{
	const char *likely = likely_row(&lesson->rubric, row);
	char *shown = text_safe(row, strlen(row), 100);
	int index = rubric_find(&lesson->rubric, row);
	char *text;

	if (index != -1 && lesson->rubric.rules[index].judge != JUDGE_ELSEWHERE)
		text = text_format(
			"the row %s judges all rows that passed, so it cannot run alone: make grade "
			"LESSON=%s",
			shown, lesson->number);
	else if (likely != NULL)
		text = text_format(
			"there is no row \"%s\" in lesson %s; did you mean %s?", shown,
			lesson->number, likely);
	else
		text = text_format(
			"there is no row \"%s\" in lesson %s; make grade LESSON=%s names its rows",
			shown, lesson->number, lesson->number);
	free(shown);
	return text;
}

int command_lesson(const char *wanted)
{
	char *name;
	char *wrong = lesson_find(wanted, &name);

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

/* Opens the lesson and finds its row, which must have a test of its own. */
static char *find_row(t_lesson *lesson, const char *name, const char *row, int *rule)
{
	char *wrong = lesson_open(lesson, name);

	if (wrong != NULL)
		return wrong;
	*rule = rubric_find(&lesson->rubric, row);
	if (*rule != -1 && lesson->rubric.rules[*rule].judge == JUDGE_TEST)
		return NULL;
	wrong = unknown_row(lesson, row);
	lesson_close(lesson);
	return wrong;
}

int command_row(const t_options *options, const char *name, const char *row)
{
	t_look look = look_of(stdout);
	t_lesson lesson;
	int rule;
	char *wrong = find_row(&lesson, name, row, &rule);

	if (wrong != NULL)
		return complain(wrong);
	json_t *result = grade_row(&lesson, &options->request, rule, &wrong);
	if (result != NULL)
		report_row(stdout, &look, result, row);
	json_decref(result);
	lesson_close(&lesson);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}

/* What a debugger starts in the work folder: the subject, which starts the examiner. */
#define SUBJECT "./" TRIAL_SUBJECT_FOLDER "/" TRIAL_SUBJECT
#define SUBJECT_ARGUMENTS "./examiner", "order.json", "rows.json"

/* Becomes gdb, stopped where the call begins that goes wrong. */
static char *become_gdb(const char *work)
{
	char *script = realpath(DEBUG_SCRIPT, NULL);

	if (script == NULL)
		return text_format("%s: %s", DEBUG_SCRIPT, strerror(errno));
	if (!run_may_trace())
	{
		free(script);
		return text_copy(
			"gdb cannot work here: tracing a program (ptrace) is forbidden, as in some "
			"containers. make row still works");
	}
	if (chdir(work) == 0)
		execlp("gdb", "gdb", "-q", "-iex", "set debuginfod enabled off", "-x",
			script, "-ex", "run", "--args", SUBJECT, SUBJECT_ARGUMENTS, NULL);
	free(script);
	if (errno == ENOENT)
		return text_format("gdb is not installed, run: make setup");
	return text_format("gdb: %s", strerror(errno));
}

/* A link that always leads to what was prepared last, for editors: they know no
 * lesson. */
static void link_latest(const t_options *options, const t_lesson *lesson)
{
	char *latest = text_format("%s/debug/latest", options->request.build);

	unlink(latest);
	/* Where the link cannot be made, everything but an editor works. */
	if (symlink(lesson->name, latest) == -1)
		fprintf(stderr, "grade: %s: %s\n", latest, strerror(errno));
	free(latest);
}

/* Makes the folder in which the row stands ready for a debugger. `work` gets its path, a
 * new string. */
static char *prepare_row(const t_options *options, const t_lesson *lesson, int rule,
	char **work, t_row_result *row)
{
	char *relative = text_format("%s/debug/%s", options->request.build, lesson->name);

	folder_remove(relative);
	folder_make(relative);
	*work = realpath(relative, NULL);
	char *wrong = *work == NULL ? text_format("%s: %s", relative, strerror(errno))
				    : grade_prepare(lesson, &options->request, rule,
					      *work, row);
	if (wrong == NULL)
		link_latest(options, lesson);
	free(relative);
	return wrong;
}

/* What is to be looked for in the debugger. */
static void print_outcome(const char *name, const t_row_result *row)
{
	if (row->status == ROW_PASSED)
		printf("Row %s passes: the debugger stops at its first call.\n", name);
	else
		printf("Row %s: %s.\nexpected: %s\ngot: %s\n"
		       "The debugger stops where the last call begins.\n",
			name, row_status_name(row->status),
			row->expected == NULL ? "" : row->expected,
			row->got == NULL ? "" : row->got);
	fflush(stdout);
}

int command_prepare(
	const t_options *options, const char *name, const char *row, int debug)
{
	t_lesson lesson;
	t_row_result outcome = {0};
	int rule;
	char *work = NULL;
	char *wrong = find_row(&lesson, name, row, &rule);

	if (wrong != NULL)
		return complain(wrong);
	wrong = prepare_row(options, &lesson, rule, &work, &outcome);
	if (wrong == NULL)
		print_outcome(row, &outcome);
	if (wrong == NULL && debug)
		wrong = become_gdb(work);
	if (wrong == NULL)
		printf("Ready in %s: " SUBJECT " ./examiner order.json rows.json\n",
			work);
	row_result_free(&outcome);
	free(work);
	lesson_close(&lesson);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
