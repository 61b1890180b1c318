#include "publish.h"

#include "changes.h"
#include "class_page.h"
#include "feedback.h"
#include "file.h"
#include "grades.h"
#include "look.h"
#include "run_folder.h"
#include "text.h"
#include "value.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LATEST "latest"
/* Changes that are told on the terminal; all of them stand in changes.txt. */
#define TOLD 4000

/* What there is in a class, by what it says. */
typedef struct s_tally
{
	json_t *statuses; /* how many results have each; "": how many are not there */
	json_t *compilers;
	json_t *valgrinds;
	size_t partial;
} t_tally;

/* What the class's folder shows of the run that counts. */
static const char *const g_shown[] = {
	"grades.csv", "class.html", "feedback", "results", "changes.txt", NULL};

/* What make similar found in a run is shown while that run counts. */
static void drop_similar(const char *out)
{
	static const char *const names[] = {"similar.html", "similar.csv"};
	struct stat status;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
	{
		char *path = text_format("%s/%s", out, names[i]);
		if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode) &&
			access(path, F_OK) == -1)
			unlink(path);
		free(path);
	}
}

static char *make_latest(const t_publishing *publishing)
{
	char *wrong = NULL;

	for (size_t i = 0; g_shown[i] != NULL && wrong == NULL; i++)
	{
		char *path = text_format("%s/%s", publishing->out, g_shown[i]);
		char *to = text_format(LATEST "/%s", g_shown[i]);
		if (file_lead(path, to) == -1)
			wrong = text_format("%s: %s", path, strerror(errno));
		free(to);
		free(path);
	}
	char *path = text_format("%s/" LATEST, publishing->out);
	if (wrong == NULL && file_lead(path, publishing->run) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	drop_similar(publishing->out);
	free(path);
	return wrong;
}

static void count(json_t *counts, const char *status)
{
	const char *key = status == NULL ? "" : status;

	json_object_set_new(counts, key,
		json_integer(json_integer_value(json_object_get(counts, key)) + 1));
}

/* Whether rows of it were left out of the maximum, because a machine could not show
 * them. */
static int is_partial(const json_t *result)
{
	const char *name;
	json_t *heading;

	json_object_foreach(json_object_get(result, "headings"), name, heading)
	{
		if (int_of(heading, "not_graded") != 0)
			return 1;
	}
	return 0;
}

/* With what the result was made: on another machine it could be something else, and then
 * grades would not compare. */
static void count_result(t_tally *tally, const json_t *result)
{
	const char *compiler = string_of(json_object_get(result, "compiler"), "version");
	const char *valgrind = string_of(json_object_get(result, "tools"), "valgrind");

	count(tally->statuses, result == NULL ? "" : string_of(result, "status"));
	if (compiler != NULL)
		count(tally->compilers, compiler);
	if (valgrind != NULL)
		count(tally->valgrinds, valgrind);
	tally->partial += is_partial(result);
}

/* What the student is told of a lesson without a result: it is no result of 0 points. */
static json_t *no_result(const json_t *student, const char *lesson)
{
	return json_pack(
		"{s:s, s:s, s:s, s:i, s:i, s:s, s:s, s:[], s:{}, s:[], s:n, s:O?}",
		"lesson", lesson, "title", lesson, "submission",
		string_of(student, "name"), "score", 0, "max_score", 0, "status",
		"no result", "reason",
		"There is no result yet: the grader could not do its work. This is no fault of the "
		"submission.",
		"rows", "headings", "notes", "hint_command", "student",
		json_object_get(student, "name"));
}

/* One page for the student; its results are counted. */
static char *write_feedback(
	const char *run, const json_t *class, const json_t *student, t_tally *tally)
{
	json_t *results = json_array();
	size_t index;
	json_t *lesson;

	json_array_foreach(json_object_get(class, "lessons"), index, lesson)
	{
		json_t *result = run_result(
			run, string_of(student, "key"), json_string_value(lesson));
		count_result(tally, result);
		json_array_append_new(results,
			result == NULL ? no_result(student, json_string_value(lesson))
				       : result);
	}
	char *wrong = class_feedback(run, string_of(student, "key"), results);
	json_decref(results);
	return wrong;
}

static char *write_pages(const char *run, const json_t *class, t_tally *tally)
{
	char *folder = text_format("%s/feedback", run);
	char *wrong = folder_make(folder) == 0
			      ? NULL
			      : text_format("%s: %s", folder, strerror(errno));
	size_t index;
	json_t *student;

	json_array_foreach(json_object_get(class, "students"), index, student)
	{
		if (wrong == NULL)
			wrong = write_feedback(run, class, student, tally);
	}
	free(folder);
	return wrong == NULL ? class_page(run) : wrong;
}

static char *write_file(const char *run, const char *name, const char *text, size_t size)
{
	char *path = text_format("%s/%s", run, name);
	char *wrong = file_write(path, text, size) == 0
			      ? NULL
			      : text_format("%s: %s", path, strerror(errno));

	free(path);
	return wrong;
}

static char *write_grades(const char *run)
{
	char *text;
	size_t size;
	FILE *out = text_stream(&text, &size);

	grades_write(out, run);
	fclose(out);
	char *wrong = write_file(run, "grades.csv", text, size);
	free(text);
	return wrong;
}

/* How much of the text is told: no half of a line. */
static size_t whole_lines(const char *text, size_t size)
{
	size_t told = size < TOLD ? size : TOLD;

	while (told > 0 && told < size && text[told - 1] != '\n')
		told--;
	return told;
}

/* Before anything is changed, everyone can see what will. */
static char *tell_changes(const t_publishing *publishing, const char *run, size_t *lost)
{
	char *text;
	size_t size;
	char *latest = text_format("%s/" LATEST, publishing->out);
	json_t *before = run_class(latest);
	FILE *out = text_stream(&text, &size);

	if (before == NULL)
		fputs("This is the first run.\n", out);
	else if (changes_tell(out, latest, run, lost) == 0)
		fputs("Nobody's points have changed.\n", out);
	fclose(out);
	size_t told = whole_lines(text, size);
	printf("%s%.*s", before == NULL ? "" : "Changes:\n", (int)told, text);
	if (told < size)
		printf("  ... and more; all changes are in %s/changes.txt\n", run);
	char *wrong = write_file(run, "changes.txt", text, size);
	json_decref(before);
	free(latest);
	free(text);
	return wrong;
}

/* Nobody is lost without a word: how many there are in the list of the class page. */
static void tell_looks(const json_t *class)
{
	size_t students = look_students(class);
	size_t left_out = json_array_size(json_object_get(class, "left_out"));

	if (students + left_out != 0)
		printf("%zu student%s with something to look at, %zu thing%s left out: see \"Look at these\" "
		       "in class.html, and the column \"reason\" in grades.csv.\n",
			students, students == 1 ? "" : "s", left_out,
			left_out == 1 ? "" : "s");
}

static char *publish_run(const t_publishing *publishing, const char *run, t_tally *tally)
{
	json_t *class = run_class(run);
	size_t lost = 0;
	char *wrong = class == NULL ? text_format("%s is no run of a class", run)
				    : write_grades(run);

	if (wrong == NULL)
		wrong = write_pages(run, class, tally);
	if (wrong == NULL)
		wrong = tell_changes(publishing, run, &lost);
	if (wrong == NULL && lost != 0 && !publishing->hold && !publishing->may_shrink)
		wrong = text_format(
			"%zu result%s that count%s now could not be made again, so this run does not "
			"count yet: run the same command again, or with SHRINK=1 to do without",
			lost, lost == 1 ? "" : "s", lost == 1 ? "s" : "");
	if (wrong == NULL)
		tell_looks(class);
	if (wrong == NULL && !publishing->hold)
		wrong = make_latest(publishing);
	json_decref(class);
	return wrong;
}

/* How many were graded, do not compile, and so on. */
static void tell_counts(const json_t *counts)
{
	const char *status;
	json_t *number;
	int told = 0;

	json_object_foreach((json_t *)counts, status, number)
	{
		if (*status != '\0')
			printf("%s%lld %s", told++ == 0 ? "" : ", ",
				(long long)json_integer_value(number), status);
	}
	if (told != 0)
		putchar('\n');
}

static void warn(const json_t *versions, const char *what)
{
	const char *version;
	json_t *number;

	if (json_object_size(versions) < 2)
		return;
	fprintf(stderr,
		"class: not all were graded with the same %s, so grades may not compare:\n",
		what);
	json_object_foreach((json_t *)versions, version, number)
		fprintf(stderr, "  %lld with %s\n", (long long)json_integer_value(number),
			version);
}

static int tell_tally(const t_tally *tally)
{
	long long lost = json_integer_value(json_object_get(tally->statuses, ""));

	tell_counts(tally->statuses);
	warn(tally->compilers, "compiler");
	warn(tally->valgrinds, "valgrind");
	if (tally->partial != 0)
		fprintf(stderr,
			"class: %zu result%s a maximum below 100: the report says which rows could not be "
			"graded.\n",
			tally->partial, tally->partial == 1 ? " has" : "s have");
	if (lost != 0)
		fprintf(stderr,
			"class: %lld submission%s could not be graded; the sentences above say why. "
			"Run this again to try %s again.\n",
			lost, lost == 1 ? "" : "s", lost == 1 ? "it" : "them");
	return lost == 0 ? EXIT_SUCCESS : 2;
}

int publish(const t_publishing *publishing)
{
	t_tally tally = {json_object(), json_object(), json_object(), 0};
	char *run = text_format("%s/%s", publishing->out, publishing->run);
	char *wrong = publish_run(publishing, run, &tally);
	int status = tell_tally(&tally);

	if (wrong != NULL)
	{
		fprintf(stderr, "class: %s\n", wrong);
		status = 2;
	}
	json_decref(tally.statuses);
	json_decref(tally.compilers);
	json_decref(tally.valgrinds);
	free(run);
	free(wrong);
	return status;
}
