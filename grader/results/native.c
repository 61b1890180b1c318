#include "native.h"

#include "places.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_OF(number) #number
#define AS_TEXT(number) TEXT_OF(number)

typedef struct s_native
{
	const t_lesson *lesson;
	const t_trial *trial;
	t_places *places;
} t_native;

/* The innermost frame in the submission's files: where the student looks. */
static t_place own_place(const t_native *native, const t_row_result *row)
{
	for (uint64_t i = 0; native->places != NULL && i < row->frame_count; i++)
	{
		/* Noted addresses stand behind the instruction. */
		t_place place = places_find(
			native->places, row->frames[i] - 1, native->lesson->rubric.files);
		if (place.file != NULL)
			return place;
	}
	return (t_place){0};
}

static char *place_words(const t_place *place)
{
	if (place->file == NULL)
		return text_copy(", at a place that is not in the submission");
	char *words = text_format(", at %s:%d, in %s", place->file, place->line,
		place->function == NULL ? "a function" : place->function);
	char *shown = text_safe(words, strlen(words), 200);
	free(words);
	return shown;
}

static void replace(char **text, char *other)
{
	free(*text);
	*text = other;
}

/* A signal, or the end of its time: where it struck is told behind what it was. */
static void add_place(const t_native *native, t_row_result *row)
{
	t_place place = own_place(native, row);
	char *where = place_words(&place);

	replace(&row->got, text_format("%s%s%s", row->in_child ? "in the child, " : "",
				   row->got, where));
	if (place.file != NULL)
	{
		row->file = text_copy(place.file);
		row->line = place.line;
	}
	free(where);
}

/* A SIGKILL that the row had not earned. */
static void explain_kill(const t_native *native, t_row_result *row)
{
	if (native->trial->outcome.bloated > 0)
		replace(&row->got,
			text_copy(
				"signal 9 (SIGKILL): the row's processes had more than " AS_TEXT(
					TRIAL_MIB) " MiB of memory"));
}

static void judge_silence(const t_native *native, t_row_result *row)
{
	char *words = outcome_words(&native->trial->outcome, &g_checked.limits);

	row->expected = text_copy("the row runs to completion");
	row->got = text_format("not run: %s", words);
	free(words);
}

static void judge_row(const t_native *native, t_row_result *row, int is_reported)
{
	if (!is_reported)
		judge_silence(native, row);
	else if (row->status == ROW_CRASHED && row->end == END_BY_SIGKILL)
		explain_kill(native, row);
	else if (row->frame_count > 0)
		add_place(native, row);
	else if (row->status == ROW_FAILED && row->in_child)
		replace(&row->got, text_format("in the child: %s", row->got));
}

void judge_native(t_trial *trial, const t_ready *ready, const char *wanted)
{
	char *program =
		text_format("%s/" TRIAL_SUBJECT_FOLDER "/" TRIAL_SUBJECT, ready->work);
	t_native native = {ready->lesson, trial, places_open(program)};

	for (size_t i = 0; i < trial->count; i++)
		if (wanted[i] && ready->lesson->rubric.rules[i].judge == JUDGE_TEST)
			judge_row(&native, &trial->rows[i], trial->reported[i]);
	places_close(native.places);
	free(program);
}
