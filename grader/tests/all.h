#ifndef ALL_H
#define ALL_H

#include <check.h>

/*
 * Each adds the tests of a room, or of what the rooms make together, to the suite that
 * all.c names.
 */
void text_tests(void);
void rubric_tests(void);
void memcheck_log_tests(void);
void results_tests(void);
void run_tests(void);
void source_tests(void);
void ledger_tests(void);
void report_tests(void);
void page_tests(void);
void class_page_tests(void);
void class_rows_tests(void);
void browser_tests(void);
void lessons_tests(void);
void gaps_tests(void);
void mutants_tests(void);
void hostile_tests(void);
void command_tests(void);
void faults_tests(void);
void desk_tests(void);
void python_tests(void);
void speed_tests(void);
void class_tests(void);
void intake_tests(void);
void compare_tests(void);
void similar_tests(void);
void adversary_tests(void);
void sanitized_tests(void);
void editor_tests(void);
void newcomer_tests(void);
void machine_tests(void);
void exports_tests(void);
void export_scripts_tests(void);
void handout_tests(void);
void hidden_tests(void);
void systems_tests(void);
void refused_tests(void);

/* A case: what it is called, and the seconds that each of its tests may take. */
typedef struct s_tests
{
	const char *name;
	double seconds;
} t_tests;

/*
 * A case whose tests share what set_up makes and tear_down removes, and which one process
 * runs from its first to its last: add them with tcase_add_test.
 */
TCase *add_whole_case(const char *name, double seconds, SFun set_up, SFun tear_down);

/* Adds the runs 0 to count - 1 of a test, which any process may take. */
void add_tests(t_tests its, const TTest *test, int count);

/* What a run of a test is called. */
typedef const char *t_label(int at);

/* The same with names for the runs. */
void add_labelled(t_tests its, const TTest *test, int count, t_label *label);

/* Whether all is to be tried, however long it takes: make proof. */
int is_proof(void);

#endif
