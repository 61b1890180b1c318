#define _GNU_SOURCE
#include "plan.h"

#include "choose.h"
#include "file.h"
#include "fingerprint.h"
#include "job.h"
#include "roster.h"
#include "run_folder.h"
#include "shrink.h"
#include "stage.h"
#include "state.h"
#include "text.h"
#include "unpack.h"
#include "value.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct s_planning
{
	const t_wishes *wishes;
	t_plan *plan;
	t_roster roster;
	t_lesson *lessons;
	char **prints; /* of each lesson: see course_fingerprint */
	/* of each student, by key: what a person should look at, see run_folder.h */
	json_t *looks;
	FILE *jobs;
} t_planning;

static char *open_lessons(t_planning *all)
{
	char **names = lesson_names();
	char *wrong = NULL;
	size_t count = 0;

	while (names[count] != NULL)
		count++;
	all->lessons = memory_for(count + 1, sizeof(*all->lessons));
	all->prints = memory_for(count + 1, sizeof(*all->prints));
	for (size_t i = 0; wrong == NULL && i < (all->wishes->lesson == NULL ? count : 1);
		i++)
	{
		wrong = lesson_open(&all->lessons[i],
			all->wishes->lesson == NULL ? names[i] : all->wishes->lesson);
		if (wrong == NULL)
			all->prints[all->plan->lessons++] = course_fingerprint(
				&all->lessons[i], &all->wishes->request);
	}
	names_free(names);
	return wrong;
}

static json_t *class_of(const t_planning *all)
{
	json_t *lessons = json_array();
	json_t *students = json_array();

	for (size_t i = 0; i < all->plan->lessons; i++)
		json_array_append_new(lessons, json_string(all->lessons[i].name));
	for (size_t i = 0; i < all->roster.count; i++)
	{
		const t_student *student = &all->roster.students[i];
		json_t *shown = json_pack("{s:s, s:s, s:s, s:s}", "key", student->key,
			"name", student->name, "id", student->id, "email",
			student->email);
		json_t *looks = json_object_get(all->looks, student->key);
		if (json_array_size(looks) != 0)
			json_object_set(shown, "look", looks);
		json_array_append_new(students, shown);
	}
	return json_pack("{s:o, s:o, s:O}", "lessons", lessons, "students", students,
		"left_out", all->roster.left_out);
}

/* Not on the disk at once, as results are: a plan is made again where it was lost. */
static char *write_job(const json_t *job, const char *path)
{
	char *text = json_dumps(job, JSON_INDENT(2) | JSON_ENSURE_ASCII);

	unlink(path);
	char *wrong = file_put(path, text, strlen(text)) == 0
			      ? NULL
			      : text_format("%s: %s", path, strerror(errno));
	free(text);
	return wrong;
}

/* Names, kinds and contents of what was staged. */
static void add_staged(t_fingerprint *print, const char *folder)
{
	char **names = folder_names(folder, NULL);
	struct stat status;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++)
	{
		char *path = text_format("%s/%s", folder, names[i]);
		size_t size = 0;
		char *bytes = file_read(path, SIZE_MAX / 2, &size);
		mode_t kind = lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0;
		fingerprint_add(print, names[i], strlen(names[i]) + 1);
		fingerprint_add(print, &kind, sizeof(kind));
		fingerprint_add(print, &size, sizeof(size));
		if (bytes != NULL)
			fingerprint_add(print, bytes, size);
		free(bytes);
		free(path);
	}
	names_free(names);
}

/* Of all that the result will come from: its description so far, the course, and the
 * copy. */
static char *fingerprint_of(const json_t *job, const char *course, const char *folder)
{
	t_fingerprint print;
	char *text = json_dumps(job, JSON_COMPACT | JSON_SORT_KEYS);

	fingerprint_begin(&print);
	fingerprint_add(&print, course, strlen(course));
	fingerprint_add(&print, text, strlen(text));
	add_staged(&print, folder);
	free(text);
	return fingerprint_end(&print);
}

static int holds(
	const char *run, const char *key, const char *lesson, const char *fingerprint)
{
	json_t *result = run == NULL ? NULL : run_result(run, key, lesson);
	int current = result != NULL && state_is_current(result, fingerprint);

	json_decref(result);
	return current;
}

/* The old result is the new one too: both names mean one file, for neither is ever
 * changed. */
static int keep(const t_wishes *wishes, const char *key, const char *lesson)
{
	char *from = run_result_path(wishes->latest, key, lesson);
	char *to = run_result_path(wishes->run, key, lesson);

	unlink(to);
	int status = link(from, to);
	free(to);
	free(from);
	return status;
}

/* Whether a result holds already, or the submission is a job. */
static void settle(
	t_planning *all, const char *key, const char *lesson, const char *fingerprint)
{
	const t_wishes *wishes = all->wishes;
	char *path = run_result_path(wishes->run, key, lesson);

	if (holds(wishes->latest, key, lesson, fingerprint) &&
		keep(wishes, key, lesson) == 0)
		all->plan->kept++;
	else if (holds(wishes->run, key, lesson, fingerprint))
		all->plan->done++;
	else
	{
		unlink(path);
		fprintf(all->jobs, "%s %s\n", key, lesson);
		all->plan->jobs++;
	}
	free(path);
}

static void tell_unread(
	t_planning *all, const t_student *student, const char *lesson, const char *why)
{
	char *name = text_safe(student->name, strlen(student->name), 80);

	fprintf(stderr, "class: %s, %s: not graded: %s\n", name, lesson, why);
	all->plan->unread++;
	free(name);
}

/* A person should look at this student's submission of the lesson. */
static void add_look(json_t *looks, const char *lesson, const char *text)
{
	json_array_append_new(
		looks, json_pack("{s:s, s:s}", "lesson", lesson, "text", text));
}

static char *plan_job(t_planning *all, const t_student *student, size_t lesson,
	const t_verdict *verdict, const json_t *notes)
{
	const char *name = all->lessons[lesson].name;
	char *folder = run_submission_path(all->wishes->run, student->key, name);
	char *path = run_job_path(all->wishes->run, student->key, name);
	json_t *job = job_describe(
		student, &all->lessons[lesson], &all->wishes->request, verdict, notes);
	char *fingerprint = fingerprint_of(job, all->prints[lesson], folder);

	json_object_set_new(job, "fingerprint", json_string(fingerprint));
	char *wrong = write_job(job, path);
	json_decref(job);
	if (wrong == NULL)
		settle(all, student->key, name, fingerprint);
	free(fingerprint);
	free(path);
	free(folder);
	return wrong;
}

/*
 * What is there to grade, and whether a person should look: *missing gets the reason
 * where files are there, and none is the lesson's.
 */
static t_verdict stage_lesson(t_planning *all, const t_student *student,
	const t_tree *tree, size_t lesson, json_t *notes, char **missing)
{
	const char *name = all->lessons[lesson].name;
	json_t *looks = json_object_get(all->looks, student->key);
	char *folder = run_submission_path(all->wishes->run, student->key, name);
	size_t files;
	size_t index;
	json_t *note;

	folder_remove(folder);
	t_verdict verdict =
		choose_lesson(tree, &all->lessons[lesson], folder, notes, &files);
	if (verdict.status != STATUS_GRADED && verdict.status != STATUS_BROKEN &&
		folder_make(folder) == -1)
	{
		free(verdict.reason);
		verdict = (t_verdict){
			STATUS_BROKEN, text_format("%s: %s", folder, strerror(errno))};
	}
	json_array_foreach(notes, index, note)
		add_look(looks, name, json_string_value(note));
	if (verdict.status == STATUS_REFUSED || verdict.status == STATUS_BROKEN)
		add_look(looks, name, verdict.reason);
	if (verdict.status == STATUS_MISSING && files != 0 && *missing == NULL)
		*missing = text_copy(verdict.reason);
	free(folder);
	return verdict;
}

static char *plan_lesson(t_planning *all, const t_student *student, const t_tree *tree,
	size_t lesson, t_status *status, char **missing)
{
	json_t *notes = json_array();
	t_verdict verdict = stage_lesson(all, student, tree, lesson, notes, missing);
	char *wrong = NULL;

	*status = verdict.status;
	if (verdict.status == STATUS_BROKEN)
		tell_unread(all, student, all->lessons[lesson].name, verdict.reason);
	else
		wrong = plan_job(all, student, lesson, &verdict, notes);
	json_decref(notes);
	free(verdict.reason);
	return wrong;
}

static char *plan_student(t_planning *all, const t_student *student)
{
	char *work = text_format("%s/unpacked/%s", all->wishes->run, student->key);
	char *results = text_format("%s/results/%s", all->wishes->run, student->key);
	json_t *looks = json_array();
	json_object_set_new(all->looks, student->key, looks);
	t_tree tree = stage_tree(student, work);
	char *wrong = folder_make(results) == 0
			      ? NULL
			      : text_format("%s: %s", results, strerror(errno));
	char *missing = NULL;
	int all_missing = 1;

	for (size_t i = 0; i < all->plan->lessons && wrong == NULL; i++)
	{
		t_status status;
		wrong = plan_lesson(all, student, &tree, i, &status, &missing);
		all_missing = all_missing && status == STATUS_MISSING;
	}
	/* One lesson of several is not there yet: that is nothing to look at. */
	if (missing != NULL && all_missing && wrong == NULL)
		add_look(looks, all->lessons[0].name, missing);
	free(missing);
	stage_free(&tree);
	folder_remove(work);
	free(results);
	free(work);
	return wrong;
}

/* Where the submissions are, a new string: an archive of all is unpacked first. */
static char *submissions_folder(const t_wishes *wishes, int *unpacked, char **wrong)
{
	struct stat status;
	char *work = text_format("%s/unpacked", wishes->run);
	char *target = text_format("%s/class", work);

	*unpacked = stat(wishes->submissions, &status) == 0 && S_ISREG(status.st_mode);
	if (!*unpacked)
	{
		free(target);
		target = text_copy(wishes->submissions);
	}
	else if (folder_make(work) == -1)
		*wrong = text_format("%s: %s", work, strerror(errno));
	else
	{
		folder_remove(target);
		int is_broken;
		char *why = unpack(
			wishes->submissions, work, target, &g_class_limits, &is_broken);
		if (why != NULL)
			*wrong = text_format("%s: %s", wishes->submissions, why);
		free(why);
	}
	free(work);
	return target;
}

static void tell_left_out(const t_roster *roster)
{
	size_t index;
	json_t *left;

	json_array_foreach(roster->left_out, index, left)
		fprintf(stderr, "class: left out: %s (%s)\n", string_of(left, "entry"),
			string_of(left, "why"));
}

/* Before anything is staged: a run that is refused leaves nothing. */
static char *told_who_goes(const t_planning *all, const json_t *before)
{
	json_t *class = class_of(all);
	char *wrong = all->wishes->may_shrink ? NULL : shrink_told(before, class);

	json_decref(class);
	return wrong;
}

static char *plan_all(t_planning *all)
{
	char *wrong = NULL;
	int unpacked;
	char *folder = submissions_folder(all->wishes, &unpacked, &wrong);
	json_t *before =
		all->wishes->latest == NULL ? NULL : run_class(all->wishes->latest);
	char *path = text_format("%s/" CLASS_FILE, all->wishes->run);

	if (wrong == NULL && all->wishes->latest != NULL && before == NULL)
		wrong = text_format(
			"%s/" CLASS_FILE
			" cannot be read, so nobody knows who counts now; choose "
			"another folder for OUT",
			all->wishes->latest);
	if (wrong == NULL)
		wrong = roster_read(&all->roster, folder, unpacked);
	tell_left_out(&all->roster);
	if (wrong == NULL)
		wrong = told_who_goes(all, before);
	for (size_t i = 0; i < all->roster.count && wrong == NULL; i++)
		wrong = plan_student(all, &all->roster.students[i]);
	json_t *class = wrong == NULL ? class_of(all) : NULL;
	int same = class != NULL && json_equal(class, before);
	if (wrong == NULL && result_write(class, path) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	all->plan->students = all->roster.count;
	all->plan->same =
		same && all->plan->kept == all->roster.count * all->plan->lessons;
	json_decref(class);
	json_decref(before);
	free(path);
	free(folder);
	return wrong;
}

/* The jobs stand in a file of their own until all are known: a plan that was cut short is
 * none. */
static char *plan_jobs(t_planning *all)
{
	char *text;
	size_t size;
	char *path = text_format("%s/jobs", all->wishes->run);

	all->jobs = text_stream(&text, &size);
	char *wrong = plan_all(all);
	fclose(all->jobs);
	if (wrong == NULL && file_write(path, text, size) == -1)
		wrong = text_format("%s: %s", path, strerror(errno));
	free(text);
	free(path);
	return wrong;
}

char *plan_make(t_plan *plan, const t_wishes *wishes)
{
	*plan = (t_plan){0};
	t_planning all = {.wishes = wishes, .plan = plan, .looks = json_object()};
	char *unpacked = text_format("%s/unpacked", wishes->run);
	char *wrong = open_lessons(&all);

	if (wrong == NULL)
		wrong = plan_jobs(&all);
	folder_remove(unpacked);
	for (size_t i = 0; i < plan->lessons; i++)
	{
		lesson_close(&all.lessons[i]);
		free(all.prints[i]);
	}
	roster_free(&all.roster);
	json_decref(all.looks);
	free(all.lessons);
	free(all.prints);
	free(unpacked);
	return wrong;
}
