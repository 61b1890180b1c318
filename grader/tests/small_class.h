#ifndef SMALL_CLASS_H
#define SMALL_CLASS_H

#include "run.h"

#include <jansson.h>

/* A class of a few students and one lesson, each of whose results a test writes by
 * itself; and what its page must say. */

#define LESSON "09z_test"
#define CLASS_FILE "class.json"

json_t *student_like(const char *key, const char *name);

/* Writes class.json with these students, which it takes over. */
void write_class(const char *run, json_t *students);

/* Writes the result, which it takes over, with this status and score. */
void write_result(
	const char *run, const char *key, json_t *result, const char *status, int score);

/* The row, with one value more. */
json_t *with(json_t *row, const char *key, json_t *value);

/* Two rows that pass or are lost with these words. */
json_t *two_rows(const char *first, const char *second);

/* Has the desk write what people read of the run (desk/publish.py), which counts no more
 * than before. */
t_outcome publish_held(const char *run);

/* Looks through a page that the desk has written in the run, see read_page.h. Returns its
 * text, and its elements in *page: new strings. */
char *read_written(const char *run, const char *name, char **page);

/* Makes the class page of the run and looks through it. */
char *make_page(const char *run, char **page);

/* The words stand there; one behind the other; so many times. */
void expect_in(const char *page, const char *words);
void expect_order(const char *page, const char *first, const char *second);
int times_in(const char *page, const char *words);

#endif
