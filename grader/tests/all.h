#ifndef ALL_H
#define ALL_H

#include <check.h>

/* A suite for each room, and for what the rooms make together. */
Suite *text_suite(void);
Suite *rubric_suite(void);
Suite *check_log_suite(void);
Suite *memcheck_log_suite(void);
Suite *results_suite(void);
Suite *run_suite(void);
Suite *source_suite(void);
Suite *ledger_suite(void);
Suite *report_suite(void);
Suite *page_suite(void);
Suite *class_page_suite(void);
Suite *class_rows_suite(void);
Suite *browser_suite(void);
Suite *lessons_suite(void);
Suite *hostile_suite(void);
Suite *command_suite(void);
Suite *faults_suite(void);
Suite *desk_suite(void);
Suite *class_suite(void);
Suite *intake_suite(void);
Suite *compare_suite(void);
Suite *similar_suite(void);
Suite *sanitized_suite(void);
Suite *editor_suite(void);
Suite *newcomer_suite(void);
Suite *machine_suite(void);
Suite *exports_suite(void);
Suite *handout_suite(void);
Suite *systems_suite(void);

/*
 * The tests run in as many processes as there are processors, each with its share: adds
 * the runs of a loop test, from 0 to count - 1, that are this process's.
 */
void add_shared(TCase *tests, const TTest *test, int count);

/* Adds the tests of the lessons' mutants to the suite of lessons. */
void add_mutants(Suite *suite, char **lessons);

/* Adds the tests of the scripts that export to the suite of exports. */
void add_export_scripts(Suite *suite);

/* Adds the tests of hidden rows to the suite of handouts. */
void add_hidden(Suite *suite);

/* Adds a case of that name with a limit of so many seconds to the suite. */
TCase *add_case(Suite *suite, const char *name, double seconds);

#endif
