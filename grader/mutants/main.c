/*
 * mutate write LESSON FOLDER    makes the mutants of the reference solution: FOLDER/list.json, and a
 *                               submission for each in FOLDER/NNNN
 * mutate tally LESSON FOLDER    says what became of them, once each has its FOLDER/NNNN/result.json
 * Exit status: 0; 1 when a mutant survived, or an entry of equivalent.json is wrong; 2 for bad input.
 */

#include "lesson.h"
#include "tally.h"
#include "text.h"
#include "write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(char *wrong)
{
	fprintf(stderr, "mutate: %s\n", wrong);
	free(wrong);
	return 2;
}

int main(int argc, char **argv)
{
	t_lesson lesson;
	int status = EXIT_SUCCESS;

	if (argc != 4 || (strcmp(argv[1], "write") != 0 && strcmp(argv[1], "tally") != 0))
	{
		fputs("usage: mutate write|tally LESSON FOLDER\n", stderr);
		return 2;
	}
	char *wrong = lesson_open(&lesson, argv[2]);
	if (wrong != NULL)
		return fail(wrong);
	if (strcmp(argv[1], "write") == 0)
		wrong = mutants_write(&lesson, argv[3]);
	else
		wrong = mutants_tally(&lesson, argv[3], &status);
	lesson_close(&lesson);
	return wrong == NULL ? status : fail(wrong);
}
