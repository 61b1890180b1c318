#ifndef ROW_H
#define ROW_H

#include "names.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * What the rows of a suite are written with. A row is a function that tries one
 * behaviour and returns row_passed(); where something is wrong it says what was
 * expected() and what it got(), and got() does not come back.
 */

typedef uint64_t t_passed;

typedef struct s_row
{
	const char *name;
	t_passed (*run)(void);
} t_row;

/*
 * Begins the definition of a row, and enters it in the suite's table: all that the
 * suite's objects put into this section, one after another, between the two names that
 * the linker gives to its ends. Rows that must not be handed out are in a file of their
 * own, hidden.c.
 */
#define ROW(function)                                                                    \
	static t_passed function(void);                                                  \
	static const t_row row_##function                                                \
		__attribute__((section("course_rows"), used)) = {#function, function};   \
	static t_passed function(void)

extern const t_row __start_course_rows[], __stop_course_rows[];

/* The value that a row returns when it came to its end. */
t_passed row_passed(void);

/*
 * Notes a call of the submission before it is made, for the report: the last few are
 * kept. Printf format.
 */
void tried(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Begins anew: of the calls up to here the report tells how many there were. For a row
 * that tries the same with one arena after another.
 */
void another_try(void);

/* Notes what the last call that was tried returned: an errno, or 0, and a printf format
 * for the value. */
void answered(int error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a status, negative where it failed with the errno of now. Returns that
 * errno. */
int answered_status(int status);

/* Says what the contract promises here. Printf format. */
void expected(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Draws beside the message, if the row fails: draw does so with draw.h. NULL: nothing is
 * drawn. */
void picture(void (*draw)(FILE *out, const void *data), const void *data);

/* The next got() is about this byte, counted from base: it is marked in the picture. */
void at_byte(size_t byte);

/* Says what came instead, and ends the row as failed. Printf format. */
void got(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* The seed of this grading, for random traces. */
unsigned long row_seed(void);

/* Nonzero where the row is run under valgrind. */
int row_is_watched(void);

/*
 * Runs work(data) in a child made by fork and waits for its end. What the child
 * finds wrong with expected() and got(), and a signal that ends it, fail the row.
 */
void in_child(void (*work)(void *data), void *data);

/* The same for `count` children at a time: work gets the number of each, from 0 on. */
void in_children(size_t count, void (*work)(void *data, size_t number), void *data);

/* Fails the row if a child, whoever forked it, found something wrong with expected() and
 * got(). */
void expect_no_complaint(void);

/*
 * From now on signals do to this process what they do to any, and nothing is noted: for a
 * child that is meant to die of one. It is bound to end by SIGALRM after `seconds` on the
 * clock.
 */
void be_mortal(unsigned seconds);

/*
 * Under valgrind, ends this process here by SIGSYS; else does nothing. For children: at
 * each regular end valgrind looks for leaks, which takes longer than all that the child
 * did.
 */
void die_if_watched(void);

#endif
