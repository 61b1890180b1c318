#ifndef ROW_H
#define ROW_H

#include "names.h"
#include "process.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * What the rows of a suite are written with. A row is a function that tries one
 * behaviour and returns; where something is wrong it says what was expected() and what
 * it got(), and got() does not come back. It runs in the examiner: what it calls of the
 * submission, it calls in another process, through call.h.
 */

typedef struct s_row
{
	const char *name;
	void (*run)(void);
} t_row;

/*
 * Begins the definition of a row, and enters it in the suite's table: all that the
 * suite's objects put into this section, one after another, between the two names that
 * the linker gives to its ends. Rows that must not be handed out are in a file of their
 * own, hidden.c.
 */
#define ROW(function)                                                                    \
	static void function(void);                                                      \
	static const t_row row_##function                                                \
		__attribute__((section("course_rows"), used)) = {#function, function};   \
	static void function(void)

extern const t_row __start_course_rows[], __stop_course_rows[];

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

/* The call that was tried last, for answers(). */
size_t tried_last(void);

/* What is answered next is the answer of this call, during which others were tried. */
void answers(size_t call);

/* Notes what the last call that was tried returned: an errno, or 0, and a printf format
 * for the value. */
void answered(int error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a status, of which only a negative one has an errno worth a word. */
void answered_status(int status, int error);

/* Notes in the report what the row itself did: a write, a change of a field. Printf
 * format. */
void noted(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Keeps how this arena's memory looks after the call that was tried last: a copy of the
 * `size` bytes from which draw makes a picture (draw.h) if the row fails, as most do not.
 * name: as the report calls the arena.
 */
void state(const char *name, void (*draw)(FILE *out, const void *data), const void *data,
	size_t size);

/* Says what the contract promises here. Printf format. */
void expected(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Says which promise that is: words that stand in the contract once. Otherwise it is the
 * one that the rubric names for the row.
 */
void promise(const char *words);

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

/* Whether work(data) fails the row, or its process ends: the row goes on all the same.
 * What was tried and expected since is forgotten but for row_fail_as_caught. */
int row_fails(void (*work)(void *data), void *data);

/* Ends the row with what row_fails caught first. */
void row_fail_as_caught(void) __attribute__((noreturn));

/* Fails the row for this process, which has ended or was struck by a signal, or whose
 * time is up. */
void complain_of_end(t_process *process) __attribute__((noreturn));

/* Ends the row as one that cannot be graded on this machine; why follows on "not graded:
 * ". */
void row_not_graded(const char *why) __attribute__((noreturn));

/* Notes that what follows happens in a child, for the report. Returns what was noted
 * before. */
int row_in_child(int is_in_child);

/* Whether the row is now about what a child does. */
int row_is_in_child(void);

#endif
