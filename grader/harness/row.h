#ifndef ROW_H
#define ROW_H

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

#define ROW(function)                                                                                        \
	{                                                                                                    \
#function, function                                                                          \
	}

/* The table of the suite, which each suite defines. */
extern const t_row g_rows[];
extern const size_t g_row_count;

/* The value that a row returns when it came to its end. */
t_passed row_passed(void);

/*
 * Notes a call of the submission before it is made, for the report. The printf
 * format may use the subject (%s) and then the size (%zu), in this order. Costs a few
 * instructions: the text is made only where a row fails, from the last calls.
 */
void tried(const char *format, const char *subject, size_t size);

/* Notes what the last call that was tried returned: a format for the value; an errno, or 0. */
void answered(const char *format, size_t value, int error);

/* Says what the contract promises here. Printf format. */
void expected(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Draws beside the message, if the row fails: gets a stream to draw to. */
void picture(void (*draw)(FILE *out, const void *data), const void *data);

/* Says what came instead, and ends the row as failed. Printf format. */
void got(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Fails the row unless got_value is wanted; what names the value. */
void expect_size(const char *what, size_t wanted, size_t got_value);

/* Fails the row unless error is wanted; call says which call set it. */
void expect_errno(const char *call, int wanted, int error);

/* The name of an errno, "EINVAL", or a number in words where it has none. */
const char *errno_name(int error);

/* The seed of this grading, for random traces. */
unsigned long row_seed(void);

/* Nonzero where the row is run under valgrind. */
int row_is_watched(void);

/*
 * Runs work(data) in a child made by fork and waits for its end. What the child
 * finds wrong with expected() and got(), and a signal that ends it, fail the row.
 */
void in_child(void (*work)(void *data), void *data);

#endif
