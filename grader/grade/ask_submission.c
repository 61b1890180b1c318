/* What the desk asks about one submission, to hold it beside another. */

#include "ask.h"
#include "grade.h"
#include "object.h"
#include "text.h"
#include "trial.h"
#include "value.h"
#include "view.h"

#include <stdlib.h>

/* Words of the program that counts. */
#define MOST_WORDS 30

static const t_manner g_counted = {
	.mode = TRIAL_COUNTED,
	.limits = VALGRIND_LIMITS,
};

static unsigned long seed_of(const t_ask *ask)
{
	return (unsigned long)json_integer_value(json_object_get(ask->request, "seed"));
}

/* The result, and the name of the object in "work". */
static json_t *grade_and_build(
	t_ask *ask, const t_lesson *lesson, const char *submission, const char *work)
{
	const t_request request = {.submission = submission,
		.compiler = text_of(ask->request, "compiler"),
		.level = "-Og",
		.build = ask->build,
		.seed = seed_of(ask)};
	json_t *result = grade(lesson, &request, &ask->wrong);

	if (result == NULL)
		return NULL;
	/* For any row: which ones run is said anew each time. */
	char *unbuilt = grade_build(lesson, &request, work);
	char *object = object_joined(lesson);
	json_t *value = json_pack("{s:o, s:s?}", "result", result, "object",
		unbuilt == NULL ? object : NULL);
	free(object);
	free(unbuilt);
	return value;
}

json_t *ask_submission(t_ask *ask)
{
	t_lesson lesson;

	if (ask_lesson(ask, &lesson) == -1)
		return NULL;
	char *submission = ask_path(ask, "submission");
	char *work = ask_path(ask, "work");
	json_t *value = grade_and_build(ask, &lesson, submission, work);
	free(work);
	free(submission);
	lesson_close(&lesson);
	return value;
}

/* For each rule of the rubric: whether its row is asked for. */
static char *asked_rows(const t_ask *ask, const t_rubric *rubric)
{
	char *wanted = memory_for(rubric->count, 1);
	size_t index;
	json_t *name;

	json_array_foreach(json_object_get(ask->request, "rows"), index, name)
	{
		int rule = rubric_find(rubric, json_string_value(name));
		if (rule != -1)
			wanted[rule] = 1;
	}
	return wanted;
}

/* Why the counts would not be those of these rows, a new string, or NULL. */
static char *incomplete(const t_trial *trial, const t_rubric *rubric, const char *wanted)
{
	if (!outcome_good(&trial->outcome))
	{
		char *words = outcome_words(&trial->outcome, &g_counted.limits);
		char *why = text_format(
			"the rows do not run to completion under callgrind: %s", words);
		free(words);
		return why;
	}
	for (size_t i = 0; i < rubric->count; i++)
		if (wanted[i] && trial->rows[i].status != ROW_PASSED)
			return text_format("the row %s does not pass under callgrind",
				rubric->rules[i].name);
	return NULL;
}

static char *count_rows(
	const t_ready *ready, const char *const *prefix, const char *wanted)
{
	t_trial trial;
	t_manner manner = g_counted;

	manner.prefix = prefix;
	char *why = trial_run(&trial, ready, &manner, wanted);
	if (why == NULL)
		why = incomplete(&trial, &ready->lesson->rubric, wanted);
	trial_free(&trial);
	return why;
}

json_t *ask_count(t_ask *ask)
{
	const char *prefix[MOST_WORDS + 1] = {NULL};
	t_lesson lesson;
	size_t index;
	json_t *word;

	if (view_missing() != NULL)
		return json_sprintf("not shut in (%s)", view_missing());
	if (ask_lesson(ask, &lesson) == -1)
		return NULL;
	json_array_foreach(json_object_get(ask->request, "prefix"), index, word)
	{
		if (index < MOST_WORDS)
			prefix[index] = json_string_value(word);
	}
	char *work = ask_path(ask, "work");
	char *wanted = asked_rows(ask, &lesson.rubric);
	const t_ready ready = {&lesson, ask->build, work, seed_of(ask)};
	char *why = count_rows(&ready, prefix, wanted);
	json_t *value = why == NULL ? json_null() : json_string(why);
	free(why);
	free(wanted);
	free(work);
	lesson_close(&lesson);
	return value;
}
