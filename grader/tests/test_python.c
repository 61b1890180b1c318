/* The desk's own tests, which are written in Python as it is: a file, a test. */

#include "all.h"
#include "file.h"
#include "helpers.h"

static const char *file_at(int at)
{
	static char **names;

	if (names == NULL)
		names = folder_names("grader/tests", ".py");
	return names == NULL ? NULL : names[at];
}

START_TEST(the_desk_s_parts_do_what_they_promise)
{
	t_outcome outcome =
		shell("sh grader/setup/python.sh unittest grader/tests/%s", file_at(_i));

	ck_assert_msg(outcome_good(&outcome), "%.8000s", outcome.output);
	outcome_free(&outcome);
}
END_TEST

void python_tests(void)
{
	int count = 0;

	while (file_at(count) != NULL)
		count++;
	add_labelled((t_tests){"python", 120}, the_desk_s_parts_do_what_they_promise,
		count, file_at);
}
