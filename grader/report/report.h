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
	int has_keys; /* what comes next is a key and no command: make watch */
	int all; /* passed rows too, and every row that is lost opened */
} t_look;

/* What the stream can show: colours and symbols only on a terminal, and NO_COLOR is
 * respected. */
t_look look_of(FILE *out);

/*
 * The report. The first row that is lost is opened, of the others one line says what
 * came; those that passed are counted. With look->all everything is said. previous: the
 * result before this one, or NULL. unchanged: the result was not made anew.
 */
void report_full(FILE *out, const t_look *look, const json_t *result,
	const json_t *previous, int unchanged);

/* The row to begin with, which the grader has chosen (score.c). NULL where there is
 * none. */
const json_t *report_first_lost(const json_t *result);

/* The row with its first `count` hints. */
void report_hints(FILE *out, const t_look *look, const json_t *result, const json_t *row,
	size_t count);

/*
 * What fits a screen: one row, opened, the names of the others that are lost, and the
 * score. row: NULL for the one to begin with. whole: memcheck has looked already.
 */
void report_brief(FILE *out, const t_look *look, const json_t *result, const json_t *row,
	int whole);

/* A row that is lost, as it comes, before there is a result: opened, or its line and what
 * came. */
void report_coming(FILE *out, const t_look *look, const json_t *row, int opened);

/* One line: the lesson, a bar, the score, and the best so far where that was better. */
void report_line(FILE *out, const t_look *look, const json_t *result);

/* One row, opened, with its verdict: for a row that was run alone. */
void report_row(FILE *out, const t_look *look, const json_t *result, const char *name);

#endif
