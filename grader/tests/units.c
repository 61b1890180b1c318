#include "units.h"

#include "all.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static t_units g_units;
static const char *g_suite;
static const char *g_only;

void units_begin(const char *suite, const char *only)
{
	g_suite = suite;
	g_only = only;
}

/* Check's macro adds "_fn" to the name of a test's function. */
static size_t name_length(const char *name)
{
	return strlen(name) - (text_ends(name, "_fn") ? 3 : 0);
}

static int is_called(const char *name, const char *wanted)
{
	return name != NULL && name_length(name) == strlen(wanted) &&
	       strncmp(name, wanted, strlen(wanted)) == 0;
}

static void add_unit(const t_unit *unit, const char *of_case)
{
	if (g_only != NULL && !is_called(unit->name, g_only) &&
		!is_called(unit->label, g_only) && !is_called(of_case, g_only))
		return;
	g_units.list =
		memory_again(g_units.list, g_units.count + 1, sizeof(*g_units.list));
	g_units.list[g_units.count++] = *unit;
}

TCase *add_whole_case(const char *name, double seconds, SFun set_up, SFun tear_down)
{
	TCase *tests = tcase_create(name);
	Suite *whole = suite_create(name);

	tcase_set_timeout(tests, seconds);
	tcase_add_unchecked_fixture(tests, set_up, tear_down);
	suite_add_tcase(whole, tests);
	add_unit(&(t_unit){.suite = g_suite, .name = name, .whole = whole}, NULL);
	return tests;
}

void add_labelled(t_tests its, const TTest *test, int count, t_label *label)
{
	for (int i = 0; i < count; i++)
		add_unit(&(t_unit){.suite = g_suite,
				 .name = test->name,
				 .label = label == NULL ? NULL : label(i),
				 .test = test,
				 .at = i,
				 .limit = its.seconds},
			its.name);
}

void add_tests(t_tests its, const TTest *test, int count)
{
	add_labelled(its, test, count, NULL);
}

t_units units_added(void)
{
	return g_units;
}

SRunner *unit_run(const t_unit *unit)
{
	SRunner *runner;

	if (unit->whole != NULL)
		runner = srunner_create(unit->whole);
	else
	{
		Suite *suite = suite_create(unit->suite);
		TCase *tests = tcase_create(unit->name);
		tcase_set_timeout(tests, unit->limit);
		tcase_add_loop_test(tests, unit->test, unit->at, unit->at + 1);
		suite_add_tcase(suite, tests);
		runner = srunner_create(suite);
	}
	srunner_run_all(runner, CK_SILENT);
	return runner;
}

char *unit_words(const t_unit *unit)
{
	char *words = text_format(
		"%s/%.*s", unit->suite, (int)name_length(unit->name), unit->name);
	char *longer = NULL;

	if (unit->label != NULL)
		longer = text_format("%s (%s)", words, unit->label);
	else if (unit->at != 0)
		longer = text_format("%s (%d)", words, unit->at);
	if (longer == NULL)
		return words;
	free(words);
	return longer;
}
