/*
 * leave LESSON SUBMISSION BUILD WORK: runs a submission in the folder WORK, first under
 * Check and then under memcheck, and leaves all behind that such runs write: what the
 * targets begin with.
 */

#include "grade.h"
#include "text.h"
#include "trial.h"

#include <stdlib.h>
#include <string.h>

static const char *const g_memcheck[] = {"valgrind", "--xml=yes",
	"--xml-file=memcheck.xml", "--child-silent-after-fork=yes", "--vgdb=no",
	"--leak-check=full", NULL};

static char *leave(const t_lesson *lesson, const t_request *request, const char *work)
{
	t_manner watched = g_checked;
	t_trial trials[2] = {0};
	char *wanted = memory_for(lesson->rubric.count, 1);
	char *wrong = grade_prepare(lesson, request, 0, work);

	watched.prefix = g_memcheck;
	watched.direct = 1;
	watched.limits.memory_mib = 0;
	memset(wanted, 1, lesson->rubric.count);
	if (wrong == NULL)
		wrong = trial_run(
			&trials[0], lesson, work, &watched, wanted, request->seed);
	if (wrong == NULL)
		wrong = trial_run(
			&trials[1], lesson, work, &g_checked, wanted, request->seed);
	trial_free(&trials[0]);
	trial_free(&trials[1]);
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
