#ifndef REPORT_H
#define REPORT_H

#include <jansson.h>
#include <stdio.h>

/*
 * The only room that writes for people. It knows nothing but the JSON result, so what
 * the terminal says is what was recorded.
 */

typedef struct s_look
{
	int colour; /* escape codes for colours */
	int symbols; /* ✓ and ✗; else words */
	int width; /* columns, at least 40 */
} t_look;

/* What the stream can show: colours and symbols only on a terminal, and NO_COLOR is
 * respected. */
t_look look_of(FILE *out);

/*
 * The full report. previous: the result before this one, or NULL. unchanged: the result
 * was not made anew.
 */
void report_full(FILE *out, const t_look *look, const json_t *result,
	const json_t *previous, int unchanged);

/* The row to begin with: the first that runs alone and has not passed. NULL where there
 * is none. */
const json_t *report_first_lost(const json_t *result);

/*
 * An earlier row that was lost with the very same outcome, so that opening this one too
 * would say the same twice; NULL where there is none.
 */
const json_t *report_told_by(const json_t *result, const json_t *row);

/* The row with its first `count` hints. */
void report_hints(FILE *out, const t_look *look, const json_t *result, const json_t *row,
	size_t count);

/*
 * What fits a screen: the row to begin with, opened, the names of the others that are
 * lost, and the score. whole: memcheck has looked already.
 */
void report_brief(FILE *out, const t_look *look, const json_t *result, int whole);

/* One line: the lesson, a bar, the score, and the best so far where that was better. */
void report_line(FILE *out, const t_look *look, const json_t *result);

/* One row, opened, with its verdict: for a row that was run alone. */
void report_row(FILE *out, const t_look *look, const json_t *result, const char *name);

#endif
