#ifndef UNITS_H
#define UNITS_H

#include <check.h>
#include <stddef.h>

/*
 * What the workers take one by one: one run of a test, or a whole case whose tests share
 * a fixture.
 */
typedef struct s_unit
{
	const char *suite;
	const char *name; /* of the test, or of the case */
	const char *label; /* which of the test's runs it is, in words, or NULL */
	const TTest *test; /* NULL: the whole case */
	int at; /* the run of the test */
	Suite *whole;
	double limit; /* seconds */
} t_unit;

typedef struct s_units
{
	t_unit *list;
	size_t count;
} t_units;

/*
 * From now on tests are added to this suite. only: NULL for all of them, or what a test,
 * a case or a label is called: what is not called so is left out.
 */
void units_begin(const char *suite, const char *only);

/* What was added so far. */
t_units units_added(void);

/* Runs the unit with Check, in processes of their own. */
SRunner *unit_run(const t_unit *unit);

/* "suite/name", and what label it has, as a new string. */
char *unit_words(const t_unit *unit);

#endif
