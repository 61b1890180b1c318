/*
 * tests [--check] [SUITE[/NAME]]...: the course's own tests; --check: only those that
 * need nothing but this program, in seconds. SUITE is a name of the table below, NAME
 * what a test, a case, or one run of a test is called.
 */

#include "all.h"

#include "nearest.h"
#include "tests_run.h"
#include "text.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Suites whose tests take long come first, so that no processor is idle at the end. */
static const struct s_suite
{
	const char *name;
	void (*add)(void);
	int is_quick;
} g_suites[] = {
	{"handout", handout_tests, 0},
	{"hidden", hidden_tests, 0},
	{"class", class_tests, 0},
	{"intake", intake_tests, 0},
	{"commands", command_tests, 0},
	{"machine", machine_tests, 0},
	{"newcomers", newcomer_tests, 0},
	{"editors", editor_tests, 0},
	{"speed", speed_tests, 0},
	{"desk", desk_tests, 0},
	{"systems", systems_tests, 0},
	{"faults", faults_tests, 0},
	{"refused", refused_tests, 0},
	{"browser", browser_tests, 0},
	{"adversary", adversary_tests, 0},
	{"sanitized", sanitized_tests, 0},
	{"similar", similar_tests, 0},
	{"compare", compare_tests, 0},
	{"scripts", export_scripts_tests, 0},
	{"hostile", hostile_tests, 0},
	{"lessons", lessons_tests, 0},
	{"gaps", gaps_tests, 0},
	{"mutants", mutants_tests, 0},
	{"exports", exports_tests, 0},
	{"sources", source_tests, 0},
	{"run", run_tests, 0},
	{"python", python_tests, 1},
	{"text", text_tests, 1},
	{"rubric", rubric_tests, 1},
	{"memcheck_log", memcheck_log_tests, 1},
	{"results", results_tests, 1},
	{"ledger", ledger_tests, 1},
	{"report", report_tests, 1},
	{"page", page_tests, 1},
	{"class_page", class_page_tests, 1},
	{"class_rows", class_rows_tests, 1},
};

#define SUITES (sizeof(g_suites) / sizeof(*g_suites))

int is_proof(void)
{
	const char *proof = getenv("COURSE_PROOF");

	return proof != NULL && *proof != '\0';
}

static int complain_of_suite(const char *wanted)
{
	const char *names[SUITES + 1] = {NULL};

	for (size_t i = 0; i < SUITES; i++)
		names[i] = g_suites[i].name;
	const char *near = nearest_name(wanted, names);
	fprintf(stderr, "tests: there is no suite \"%s\"", wanted);
	if (near != NULL)
		fprintf(stderr, "; did you mean %s?\n", near);
	else
	{
		fputs("; there are:\n", stderr);
		for (size_t i = 0; i < SUITES; i++)
			fprintf(stderr, "  %s\n", g_suites[i].name);
	}
	return 2;
}

static int add_suites(int quick, const char *name, const char *only)
{
	int found = 0;

	for (size_t i = 0; i < SUITES; i++)
	{
		if ((quick && !g_suites[i].is_quick) ||
			(name != NULL && strcmp(name, g_suites[i].name) != 0))
			continue;
		units_begin(g_suites[i].name, only);
		g_suites[i].add();
		found++;
	}
	return found;
}

/* Adds the tests that "SUITE" or "SUITE/NAME" asks for. Returns the exit status. */
static int add_wanted(int quick, const char *wanted)
{
	char *suite = text_copy(wanted);
	char *only = strchr(suite, '/');
	size_t before = units_added().count;
	int status = 0;

	if (only != NULL)
		*only++ = '\0';
	if (add_suites(quick, suite, only) == 0)
		status = complain_of_suite(suite);
	else if (only != NULL && units_added().count == before)
	{
		fprintf(stderr, "tests: %s has no test \"%s\"\n", suite, only);
		status = 2;
	}
	free(suite);
	return status;
}

int main(int argc, char **argv)
{
	int quick = argc > 1 && strcmp(argv[1], "--check") == 0;
	int status = 0;

	if (argc == 1 + quick)
		add_suites(quick, NULL, NULL);
	for (int i = 1 + quick; i < argc && status == 0; i++)
		status = add_wanted(quick, argv[i]);
	t_units units = units_added();
	if (status == 0 && units.count == 0)
		fputs("tests: none of these can run here\n", stderr);
	return status != 0 || units.count == 0 ? status : tests_run(&units);
}
