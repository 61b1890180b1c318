/* Commands about one row: `make row` and `make debug`. */

#include "commands.h"
#include "file.h"
#include "graded.h"
#include "nearest.h"
#include "report.h"
#include "run.h"
#include "text.h"
#include "trial.h"
#include "value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEBUG_SCRIPT "grader/setup/debug.gdb"

/* The lesson and the row that a command is about. */
typedef struct s_chosen
{
	t_lesson lesson;
	int rule; /* the row's, or -1: the lesson is not open */
	char *name; /* the row's */
} t_chosen;

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
	char *text;

	if (likely != NULL)
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

static void chosen_free(t_chosen *chosen)
{
	if (chosen->rule != -1)
		lesson_close(&chosen->lesson);
	free(chosen->name);
}

static t_judge judge_of(const t_chosen *chosen)
{
	return chosen->lesson.rubric.rules[chosen->rule].judge;
}

static char *open_row(t_chosen *chosen, const char *lesson, const char *row)
{
	char *wrong = lesson_open(&chosen->lesson, lesson);

	if (wrong != NULL)
		return wrong;
	chosen->rule = rubric_find(&chosen->lesson.rubric, row);
	chosen->name = text_copy(row);
	if (chosen->rule != -1 && judge_of(chosen) != JUDGE_ELSEWHERE)
		return NULL;
	wrong = unknown_row(&chosen->lesson, row);
	lesson_close(&chosen->lesson);
	chosen->rule = -1;
	return wrong;
}

/* Of the lesson that was begun the first row that is lost, where no other is named. */
static char *choose_row(
	t_chosen *chosen, const t_options *options, const char *lesson, const char *row)
{
	t_graded graded;
	char *wrong = graded_begun(&graded, options, lesson, 1);

	if (wrong == NULL)
	{
		const char *name = string_of(graded.result, "lesson");
		const char *lost = string_of(report_first_lost(graded.result), "name");
		if (row == NULL && lost == NULL)
			wrong = text_format("%s: no row is lost; name one with ROW=",
				string_of(graded.result, "lesson"));
		else
			wrong = open_row(chosen, name, row == NULL ? lost : row);
		if (wrong == NULL)
			printf("%s, %s:\n", name, chosen->name);
		fflush(stdout);
	}
	graded_free(&graded);
	return wrong;
}

/* lesson and row may be NULL. Returns NULL, or what is wrong; chosen is to be freed in
 * any case. */
static char *find_row(
	t_chosen *chosen, const t_options *options, const char *lesson, const char *row)
{
	*chosen = (t_chosen){.rule = -1};
	return lesson != NULL && row != NULL ? open_row(chosen, lesson, row)
					     : choose_row(chosen, options, lesson, row);
}

/* The row that a message of memcheck's rows speaks of, or -1. */
static int row_told(const t_rubric *rubric, const char *message)
{
	static const char word[] = "row ";

	for (const char *at = message; (at = strstr(at, word)) != NULL;)
	{
		at += strlen(word);
		char *name = text_format("%.*s",
			(int)strspn(at, "abcdefghijklmnopqrstuvwxyz"
					"_0123456789"),
			at);
		int rule = rubric_find(rubric, name);
		free(name);
		if (rule != -1)
			return rule;
	}
	return -1;
}

static char *show_aloud(const t_options *options, const t_chosen *chosen, int rule)
{
	char *log = NULL;
	char *wrong = grade_aloud(&chosen->lesson, &options->request, rule, &log);

	if (wrong == NULL)
		printf("memcheck's own report of the row %s:\n\n%s\n",
			chosen->lesson.rubric.rules[rule].name,
			*log == '\0' ? "(nothing: it does not count mappings)" : log);
	free(log);
	return wrong;
}

/* All rows that have passed are judged by memcheck together; what it says of the first
 * that it complains of is shown in its own words. */
static char *run_watched_row(const t_options *options, const t_chosen *chosen)
{
	t_look look = look_for(options);
	char *wrong = NULL;
	json_t *result = grade(&chosen->lesson, &options->request, &wrong);

	if (result == NULL)
		return wrong;
	const json_t *row = row_called(result, chosen->name);
	int rule = is_status(row, "failed")
			   ? row_told(&chosen->lesson.rubric, text_of(row, "got"))
			   : -1;
	report_row(stdout, &look, result, chosen->name);
	fflush(stdout);
	if (rule != -1)
		wrong = show_aloud(options, chosen, rule);
	json_decref(result);
	return wrong;
}

static char *run_own_row(const t_options *options, const t_chosen *chosen)
{
	t_look look = look_for(options);
	char *wrong = NULL;
	json_t *result =
		grade_row(&chosen->lesson, &options->request, chosen->rule, &wrong);

	if (result != NULL)
		report_row(stdout, &look, result, chosen->name);
	json_decref(result);
	return wrong;
}

int command_row(const t_options *options, const char *lesson, const char *row)
{
	t_chosen chosen;
	char *wrong = find_row(&chosen, options, lesson, row);

	if (wrong == NULL)
		wrong = judge_of(&chosen) == JUDGE_TEST
				? run_own_row(options, &chosen)
				: run_watched_row(options, &chosen);
	chosen_free(&chosen);
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
		       "The debugger stops where the last call begins; what comes after "
		       "it (loop.c) is the grader's: q ends gdb.\n",
			name, row_status_name(row->status),
			row->expected == NULL ? "" : row->expected,
			row->got == NULL ? "" : row->got);
	fflush(stdout);
}

int command_prepare(
	const t_options *options, const char *lesson, const char *row, int debug)
{
	t_chosen chosen;
	t_row_result outcome = {0};
	char *work = NULL;
	char *wrong = find_row(&chosen, options, lesson, row);

	if (wrong == NULL && judge_of(&chosen) != JUDGE_TEST)
		wrong = text_format(
			"the row %s judges all rows that passed: make row shows "
			"which of them it is about",
			chosen.name);
	if (wrong == NULL)
		wrong = prepare_row(
			options, &chosen.lesson, chosen.rule, &work, &outcome);
	if (wrong == NULL)
		print_outcome(chosen.name, &outcome);
	if (wrong == NULL && debug)
		wrong = become_gdb(work);
	if (wrong == NULL)
		printf("Ready in %s: " SUBJECT " ./examiner order.json rows.json\n",
			work);
	row_result_free(&outcome);
	free(work);
	chosen_free(&chosen);
	return wrong == NULL ? EXIT_SUCCESS : complain(wrong);
}
