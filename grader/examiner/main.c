/*
 * The examiner: the suite of a lesson, which drives a subject in processes of its own.
 *
 *	examiner ORDER RESULT -- COMMAND...   starts the subject by this command
 *	examiner ORDER RESULT SOCKET          the subject has started it: for debuggers
 *
 * Exit status: 0, or 1 where there was no subject; the result says why.
 */

#include "core.h"
#include "order.h"
#include "result.h"
#include "row_run.h"
#include "session.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(run_row)
{
	row_run((size_t)_i);
}
END_TEST

/* All rows in this process: what a submission does to its own touches none of them. */
static void run_rows(void)
{
	Suite *suite = suite_create("rows");
	TCase *rows = tcase_create("rows");

	tcase_add_loop_test(rows, run_row, 0, (int)g_order.count);
	suite_add_tcase(suite, rows);
	SRunner *runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
}

/* The command, with the number of the descriptor that the subject reads as its last
 * word: the grader has put it there. */
static char **command_of(int argc, char **argv)
{
	return argc > 4 && strcmp(argv[3], "--") == 0 ? argv + 4 : NULL;
}

int main(int argc, char **argv)
{
	char **command = command_of(argc, argv);

	if ((command == NULL && argc != 4) || order_read(argv[1]) == -1 ||
		result_begin(argv[2]) == -1)
	{
		fprintf(stderr, "examiner: %s is no order, or %s cannot be written\n",
			argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "");
		return EXIT_FAILURE;
	}
	core_take();
	char *wrong = session_begin(command, command == NULL ? atoi(argv[3]) : -1);
	if (wrong == NULL)
		run_rows();
	else
		result_write_wrong(wrong);
	session_end();
	return wrong == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
