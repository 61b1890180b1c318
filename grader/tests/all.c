/*
 * The course's own tests, in one run of Check, so that one line sums them up.
 * A test that runs the whole grader may take its time: the limit is generous.
 */

#include "all.h"

#include <stdlib.h>

int main(void)
{
	SRunner *runner = srunner_create(text_suite());

	srunner_add_suite(runner, rubric_suite());
	srunner_add_suite(runner, check_log_suite());
	srunner_add_suite(runner, memcheck_log_suite());
	srunner_add_suite(runner, run_suite());
	srunner_add_suite(runner, source_suite());
	srunner_add_suite(runner, ledger_suite());
	srunner_add_suite(runner, report_suite());
	srunner_add_suite(runner, lessons_suite());
	srunner_add_suite(runner, hostile_suite());
	srunner_add_suite(runner, command_suite());
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
