#ifndef LOOK_H
#define LOOK_H

#include "report.h"

/* How words are painted, and how text fits the width. */

typedef enum e_paint
{
	PAINT_BOLD,
	PAINT_GOOD,
	PAINT_BAD,
	PAINT_FAINT
} t_paint;

/* What is written between the two is in this paint, if the look has colours. */
void paint_begin(FILE *out, const t_look *look, t_paint paint);
void paint_end(FILE *out, const t_look *look);

/* printf in a paint, if the look has colours. */
void painted(FILE *out, const t_look *look, t_paint paint, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Writes text in lines that begin at column `indent`, the first of which the caller has
 * begun already; lines of the text stay lines, and longer ones are broken at blanks.
 */
void wrapped(FILE *out, const t_look *look, int indent, const char *text);

/* Writes each line of the text, unbroken, at column `indent`; the first is begun
 * already. */
void indented(FILE *out, int indent, const char *text);

#endif
