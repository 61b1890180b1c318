/*
 * leave LESSON SUBMISSION BUILD WORK: runs a submission in the folder WORK, first with
 * memcheck looking on and then without, and leaves all behind that such runs write: what
 * the targets begin with.
 */

#include "file.h"
#include "grade.h"
#include "text.h"
#include "watch.h"

#include <stdlib.h>
#include <string.h>

/* Keeps what the examiner has told under another name. */
static char *keep(const char *work, const char *name)
{
	size_t size;
	char *from = text_format("%s/rows.json", work);
	char *to = text_format("%s/%s", work, name);
	char *text = file_read(from, 16 << 20, &size);
	char *wrong = text != NULL && file_renew(to, text, size) == 0
			      ? NULL
			      : text_format("%s: the examiner left no result", work);

	free(text);
	free(to);
	free(from);
	return wrong;
}

static char *leave_watched(const t_ready *ready, const char *wanted)
{
	t_watch seen = watch(ready, wanted);
	char *wrong = text_copy(seen.wrong != NULL ? seen.wrong : seen.unusable);

	watch_free(&seen);
	return wrong != NULL ? wrong : keep(ready->work, "watched.json");
}

static char *leave_native(const t_ready *ready, const char *wanted)
{
	t_trial trial;
	char *wrong = trial_run(&trial, ready, &g_checked, wanted);

	trial_free(&trial);
	return wrong != NULL ? wrong : keep(ready->work, "native.json");
}

static char *leave(const t_lesson *lesson, const t_request *request, const char *work)
{
	const t_ready ready = {lesson, request->build, work, request->seed};
	char *wanted = memory_for(lesson->rubric.count, 1);
	char *wrong = grade_build(lesson, request, work);

	memset(wanted, 1, lesson->rubric.count);
	if (wrong == NULL)
		wrong = leave_watched(&ready, wanted);
	if (wrong == NULL)
		wrong = leave_native(&ready, wanted);
	free(wanted);
	return wrong;
}

int main(int argc, char **argv)
{
	t_lesson lesson;

	if (argc != 5)
		return EXIT_FAILURE;
	t_request request = {.submission = argv[2],
		.compiler = "gcc",
		.level = "-Og",
		.build = argv[3],
		.seed = 1};
	char *wrong = lesson_open(&lesson, argv[1]);
	if (wrong == NULL)
	{
		wrong = leave(&lesson, &request, argv[4]);
		lesson_close(&lesson);
	}
	if (wrong == NULL)
		return EXIT_SUCCESS;
	fprintf(stderr, "leave: %s\n", wrong);
	free(wrong);
	return EXIT_FAILURE;
}
