/*
 * mutate write LESSON FOLDER    makes the mutants of the reference solution:
 * FOLDER/list.json, and a
 *                               submission for each in FOLDER/NNNN
 * mutate tally LESSON FOLDER    says what became of them, once each has its
 * FOLDER/NNNN/result.json mutate figures FOLDER         prints the figures of the proof;
 * FOLDER has those of all lessons mutate figures FOLDER FILE    puts them into the table
 * of that file, if all mutants were graded Exit status: 0; 1 when a mutant survived, or
 * an entry of equivalent.json is wrong; 2 for bad input.
 */

#include "figures.h"
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

static int figures(const char *folder, const char *file)
{
	char *wrong;
	char *table = figures_table(folder, file != NULL, &wrong);

	if (table != NULL && file == NULL)
		fputs(table, stdout);
	else if (table != NULL)
		wrong = figures_put(file, table);
	free(table);
	return wrong == NULL ? EXIT_SUCCESS : fail(wrong);
}

static int mutants(const char *command, const char *name, const char *folder)
{
	t_lesson lesson;
	int status = EXIT_SUCCESS;
	char *wrong = lesson_open(&lesson, name);

	if (wrong != NULL)
		return fail(wrong);
	if (strcmp(command, "write") == 0)
		wrong = mutants_write(&lesson, folder);
	else
		wrong = mutants_tally(&lesson, folder, &status);
	lesson_close(&lesson);
	return wrong == NULL ? status : fail(wrong);
}

int main(int argc, char **argv)
{
	if ((argc == 3 || argc == 4) && strcmp(argv[1], "figures") == 0)
		return figures(argv[2], argv[3]);
	if (argc == 4 && (strcmp(argv[1], "write") == 0 || strcmp(argv[1], "tally") == 0))
		return mutants(argv[1], argv[2], argv[3]);
	fputs("usage: mutate write|tally LESSON FOLDER\n       mutate figures FOLDER [FILE]\n",
		stderr);
	return 2;
}
