/*
 * handout FOLDER    takes out of the course in FOLDER, a copy, what students may not read
 * of hidden rows Exit status: 0, or 2 where something cannot be read or written, or a
 * hidden row would show.
 */

#include "handout.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	char *wrong;

	if (argc != 2)
	{
		fputs("usage: handout FOLDER\n", stderr);
		return 2;
	}
	wrong = handout_hide(argv[1]);
	if (wrong == NULL)
		return EXIT_SUCCESS;
	fprintf(stderr, "handout: %s\n", wrong);
	free(wrong);
	return 2;
}
