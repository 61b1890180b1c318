/*
 * The course's own tests, in one line at the end. Most of them grade a folder, which
 * keeps one processor busy: so as many processes as there are processors share them, and
 * one more has the rest.
 */

#include "all.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 8

static int g_share;
static int g_shares;

typedef struct s_counts
{
	int checks;
	int failures; /* assertions */
	int errors; /* signals, early ends, time-outs */
} t_counts;

/* Dealt out one by one, over all suites: every process deals alike, and keeps its own. */
void add_shared(TCase *tests, const TTest *test, int count)
{
	static int dealt;

	for (int i = 0; i < count; i++)
		if (dealt++ % g_shares == g_share)
			tcase_add_loop_test(tests, test, i, i + 1);
}

/* What is dealt out: the same in each process that has a share. */
static SRunner *dealt_runner(void)
{
	SRunner *runner = srunner_create(lessons_suite());

	srunner_add_suite(runner, hostile_suite());
	srunner_add_suite(runner, faults_suite());
	srunner_add_suite(runner, desk_suite());
	srunner_add_suite(runner, class_suite());
	srunner_add_suite(runner, intake_suite());
	srunner_add_suite(runner, compare_suite());
	srunner_add_suite(runner, similar_suite());
	srunner_add_suite(runner, sanitized_suite());
	srunner_add_suite(runner, exports_suite());
	srunner_add_suite(runner, systems_suite());
	return runner;
}

/* What is not: it runs beside the others, so that no processor is idle while one of them
 * has more to do. */
static SRunner *whole_runner(void)
{
	SRunner *runner = srunner_create(command_suite());

	srunner_add_suite(runner, text_suite());
	srunner_add_suite(runner, rubric_suite());
	srunner_add_suite(runner, check_log_suite());
	srunner_add_suite(runner, memcheck_log_suite());
	srunner_add_suite(runner, results_suite());
	srunner_add_suite(runner, run_suite());
	srunner_add_suite(runner, source_suite());
	srunner_add_suite(runner, ledger_suite());
	srunner_add_suite(runner, report_suite());
	srunner_add_suite(runner, editor_suite());
	srunner_add_suite(runner, newcomer_suite());
	srunner_add_suite(runner, machine_suite());
	srunner_add_suite(runner, page_suite());
	srunner_add_suite(runner, class_page_suite());
	srunner_add_suite(runner, class_rows_suite());
	srunner_add_suite(runner, browser_suite());
	srunner_add_suite(runner, handout_suite());
	return runner;
}

static t_counts tell_failures(SRunner *runner)
{
	t_counts counts = {.checks = srunner_ntests_run(runner)};
	TestResult **failures = srunner_failures(runner);

	for (int i = 0; i < srunner_ntests_failed(runner); i++)
	{
		int is_error = tr_rtype(failures[i]) == CK_ERROR;
		counts.errors += is_error;
		counts.failures += !is_error;
		printf("%s:%d:%c:%s: %s\n", tr_lfile(failures[i]), tr_lno(failures[i]),
			is_error ? 'E' : 'F', tr_tcname(failures[i]),
			tr_msg(failures[i]));
	}
	fflush(stdout);
	free(failures);
	return counts;
}

static void __attribute__((noreturn)) run_share(int out)
{
	SRunner *runner = g_share == g_shares ? whole_runner() : dealt_runner();

	srunner_run_all(runner, CK_SILENT);
	t_counts counts = tell_failures(runner);
	srunner_free(runner);
	_exit(write(out, &counts, sizeof(counts)) == sizeof(counts) ? EXIT_SUCCESS
								    : EXIT_FAILURE);
}

/* Runs all shares. Returns 0, or -1 where one did not come to its end. */
static int run_all(t_counts *sum)
{
	int ends[2];
	int status = 0;
	t_counts counts;

	if (pipe(ends) == -1)
		return -1;
	for (g_share = 0; g_share <= g_shares; g_share++)
		if (fork() == 0)
			run_share(ends[1]);
	close(ends[1]);
	int shares = 0;
	while (read(ends[0], &counts, sizeof(counts)) == sizeof(counts))
	{
		sum->checks += counts.checks;
		sum->failures += counts.failures;
		sum->errors += counts.errors;
		shares++;
	}
	while (wait(&status) > 0)
		continue;
	return shares == g_shares + 1 ? 0 : -1;
}

int main(void)
{
	t_counts sum = {0};
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	g_shares = processors < 1 ? 1 : processors > MOST ? MOST : (int)processors;
	int status = run_all(&sum);
	int bad = sum.failures + sum.errors;
	int percent = sum.checks == 0 ? 0 : (sum.checks - bad) * 100 / sum.checks;
	printf("%d%%: Checks: %d, Failures: %d, Errors: %d\n", percent, sum.checks,
		sum.failures, sum.errors);
	if (status == -1)
		printf("A process of the tests did not come to its end.\n");
	return status == 0 && bad == 0 && sum.checks > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
